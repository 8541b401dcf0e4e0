import type { RecordFilter } from "@/lib/schemas/datanet-versions";

/** The filter as search parameters; wishes that ask for nothing stay out. */
export function filterSearch(filter: RecordFilter): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined && value !== "") search.set(name, String(value));
  return search;
}
