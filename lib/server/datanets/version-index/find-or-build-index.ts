import "server-only";
import type { DatabaseSync } from "node:sqlite";
import { AppError } from "@/lib/errors/app-error";
import { buildVersionIndex } from "./build-version-index";
import { openVersionIndex } from "./open-version-index";

/** Up to this many rows an index is made while somebody waits for it; above, the keeper makes it in a process apart. */
export const LARGEST_ON_DEMAND = 5_000;

const building = new Map<string, Promise<void>>();

/** @throws AppError upstream_unavailable while the keeper still builds a large version's index */
export async function findOrBuildIndex(version: { id: string; recordCount: number }): Promise<DatabaseSync> {
  const known = openVersionIndex(version.id);
  if (known) return known;
  if (version.recordCount > LARGEST_ON_DEMAND) {
    throw new AppError(
      "upstream_unavailable",
      "This version is being indexed. Search and filters work in a minute; paging works now.",
      { reason: "indexing", retryAfterS: 15 },
    );
  }
  const work = building.get(version.id) ?? buildVersionIndex(version.id);
  building.set(version.id, work);
  try {
    await work;
  } finally {
    building.delete(version.id);
  }
  const built = openVersionIndex(version.id);
  if (!built) throw new Error(`The index of version ${version.id} vanished after it was built.`);
  return built;
}
