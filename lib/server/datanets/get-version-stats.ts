import "server-only";
import type { RecordFilter, VersionStats } from "@/lib/schemas/datanet-versions";
import type { Actor } from "@/lib/server/auth/actor";
import { findVersionRow } from "./find-version-row";
import { findOrBuildIndex } from "./version-index/find-or-build-index";
import { countMatches, facetsOf } from "./version-index/search-version";

/** Histograms over the rows of a version that match a filter. @throws AppError not_found | upstream_unavailable */
export async function getVersionStats(call: {
  actor: Actor;
  slug: string;
  number: number;
  filter: RecordFilter;
}): Promise<VersionStats> {
  const { version } = await findVersionRow(call.slug, call.number, call.actor);
  const index = await findOrBuildIndex(version);
  return { total: countMatches(index, call.filter), ...facetsOf(index, call.filter) };
}
