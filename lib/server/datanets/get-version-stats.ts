import "server-only";
import type { RecordFilter, VersionStats } from "@/lib/schemas/datanet-versions";
import type { Actor } from "@/lib/server/auth/actor";
import { requireAccess } from "./access/require-access";
import { findVersionRow } from "./find-version-row";
import { findOrBuildIndex } from "./version-index/find-or-build-index";
import { countMatches, facetsOf } from "./version-index/search-version";

/** Histograms over the rows of a version that match a filter. @throws AppError not_found | forbidden | upstream_unavailable */
export async function getVersionStats(call: {
  actor: Actor;
  slug: string;
  number: number;
  filter: RecordFilter;
}): Promise<VersionStats> {
  const { datanet, version } = await findVersionRow(call.slug, call.number, call.actor);
  // Totals are open with the card of a gated Datanet; how many rows hold a word tells what is in them.
  if (Object.values(call.filter).some((wish) => wish !== undefined && wish !== ""))
    await requireAccess(datanet, call.actor, "read");
  const index = await findOrBuildIndex(version);
  return { total: countMatches(index, call.filter), ...facetsOf(index, call.filter) };
}
