import "server-only";
import { toTurns } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { VersionDiff } from "@/lib/schemas/datanet-versions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findReadableVersion } from "./find-readable-version";
import { shownContent } from "./withdrawals/shown-content";

const PAGE = 50;

/** Records of `inside` that are not in `outside`; all of them when there is no outside. */
function onlyIn(inside: string, outside: string | null): Prisma.DatanetRecordWhereInput {
  return {
    versions: { some: { versionId: inside }, ...(outside && { none: { versionId: outside } }) },
  };
}

/**
 * One version against another, by default the one before it: totals, shares of each contributor, and the rows a page at
 * a time, added ones first. @throws AppError not_found
 */
export async function getVersionDiff(call: {
  actor: Actor;
  slug: string;
  number: number;
  against?: number | undefined;
  cursor?: string | undefined;
}): Promise<VersionDiff> {
  const { datanet, version } = await findReadableVersion(call.slug, call.number, call.actor);
  const wanted = call.against ?? call.number - 1;
  const other = await db().datanetVersion.findUnique({
    where: { datanetId_number: { datanetId: datanet.id, number: wanted } },
  });
  if (!other && call.against !== undefined)
    throw new AppError("not_found", `"${datanet.name}" has no version ${call.against}.`);

  const sides = [
    { change: "added" as const, where: onlyIn(version.id, other?.id ?? null) },
    ...(other ? [{ change: "removed" as const, where: onlyIn(other.id, version.id) }] : []),
  ];
  const counted = await Promise.all(
    sides.map(({ where }) => db().datanetRecord.groupBy({ by: ["contributorRef"], where, _count: true })),
  );
  const countOf = (side: number, ref?: string) =>
    (counted[side] ?? [])
      .filter((entry) => ref === undefined || entry.contributorRef === ref)
      .reduce((sum, entry) => sum + entry._count, 0);
  const contributors = await db().contributor.findMany({
    where: { id: { in: counted.flat().map((entry) => entry.contributorRef) } },
    orderBy: { createdAt: "asc" },
  });

  const from = Number(call.cursor ?? 0);
  const items: VersionDiff["items"] = [];
  let before = 0;
  for (const [index, { change, where }] of sides.entries()) {
    const skip = Math.max(0, from - before);
    const rows = await db().datanetRecord.findMany({
      where,
      include: { contributor: true },
      orderBy: [{ contributionId: "asc" }, { position: "asc" }],
      skip,
      take: PAGE - items.length,
    });
    for (const row of rows) {
      const turns = toTurns(shownContent(row));
      items.push({
        id: row.id,
        change,
        prompt: turns.filter((turn) => turn.role === "user").at(-1)?.content ?? "",
        completion: turns.at(-1)?.content ?? "",
        handle: row.contributor.handle,
      });
    }
    before += countOf(index);
  }
  const next = from + items.length;
  return {
    number: version.number,
    against: other?.number ?? null,
    added: countOf(0),
    removed: countOf(1),
    byContributor: contributors.map(({ id, contributorId, handle }) => ({
      contributorId,
      handle,
      added: countOf(0, id),
      removed: countOf(1, id),
    })),
    items,
    nextCursor: next < before ? String(next) : null,
  };
}
