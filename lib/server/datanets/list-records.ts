import "server-only";
import type { z } from "zod";
import { toTurns } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { DatanetRecordPage, RecordFilter } from "@/lib/schemas/datanet-versions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { purposeOfViewer } from "./access/purpose-of-viewer";
import { requireAccess } from "./access/require-access";
import { findDatanetRow } from "./find-datanet-row";
import { findOrBuildIndex } from "./version-index/find-or-build-index";
import { countMatches, matchingPositions } from "./version-index/search-version";
import { shownContent } from "./withdrawals/shown-content";

type Page = { positions: number[]; nextCursor: string | null; total: number };

/** What a gated Datanet shows of itself: its first rows, unfiltered. */
const SAMPLE_ROWS = 20;

/** Positions of one page: a plain range, or what the version's index finds. */
async function pageOf(
  version: { id: string; recordCount: number },
  filter: RecordFilter,
  from: number,
  take: number,
): Promise<Page> {
  if (Object.values(filter).every((wish) => wish === undefined || wish === "")) {
    const end = Math.min(from + take, version.recordCount);
    const positions = Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
    return {
      positions,
      nextCursor: end < version.recordCount ? String(end) : null,
      total: version.recordCount,
    };
  }
  const index = await findOrBuildIndex(version);
  const found = matchingPositions(index, filter, from, take + 1);
  const next = found.length > take ? found[take] : undefined;
  return {
    positions: found.slice(0, take),
    nextCursor: next === undefined ? null : String(next),
    total: countMatches(index, filter),
  };
}

/**
 * Rows of one version in order, all or those that match; `cursor` is the position to go on from. Who has no access to a
 * gated Datanet gets its sample. @throws AppError not_found | forbidden
 */
export async function listRecords(call: {
  actor: Actor;
  slug: string;
  version?: number | undefined;
  filter?: RecordFilter;
  cursor?: string | undefined;
  limit?: number | undefined;
}): Promise<z.infer<typeof DatanetRecordPage>> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const version = await db().datanetVersion.findFirst({
    where: { datanetId: datanet.id, ...(call.version !== undefined && { number: call.version }) },
    orderBy: { number: "desc" },
  });
  if (!version) {
    if (call.version !== undefined)
      throw new AppError("not_found", `"${datanet.name}" has no version ${call.version}.`);
    return { items: [], nextCursor: null, total: 0 };
  }
  const filter = call.filter ?? {};
  const sampleOnly = (await purposeOfViewer(datanet, call.actor)) === null;
  const filtered = Object.values(filter).some((wish) => wish !== undefined && wish !== "");
  if (sampleOnly && (datanet.access === "private" || filtered))
    await requireAccess(datanet, call.actor, "read");
  const page = sampleOnly
    ? await pageOf(
        { id: version.id, recordCount: Math.min(version.recordCount, SAMPLE_ROWS) },
        {},
        0,
        SAMPLE_ROWS,
      )
    : await pageOf(version, filter, Number(call.cursor ?? 0), call.limit ?? 50);
  const rows = await db().versionRecord.findMany({
    where: { versionId: version.id, position: { in: page.positions } },
    include: { record: { include: { contributor: true } } },
    orderBy: { position: "asc" },
  });
  const items = rows.map(({ position, leader, record }) => {
    const turns = toTurns(shownContent(record));
    return {
      id: record.id,
      position,
      prompt: turns.filter((turn) => turn.role === "user").at(-1)?.content ?? "",
      completion: turns.at(-1)?.content ?? "",
      system: turns.find((turn) => turn.role === "system")?.content ?? null,
      contributor: { contributorId: record.contributor.contributorId, handle: record.contributor.handle },
      commitment: record.commitment,
      leader,
    };
  });
  return { items, nextCursor: page.nextCursor, total: page.total };
}
