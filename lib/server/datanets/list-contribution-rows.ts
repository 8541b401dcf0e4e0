import "server-only";
import type { z } from "zod";
import { RecordContent, toTurns } from "@/lib/domain/datanets/record-content";
import { type KeptDetail, recordDetails } from "@/lib/domain/datanets/record-details";
import { AppError } from "@/lib/errors/app-error";
import type { Prisma } from "@/lib/generated/prisma/client";
import type {
  ContributionRowPage,
  RejectCode,
  RowOrder,
  RowQuality,
  RowVerdict,
} from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { mayReadRows } from "./may-read-rows";
import { shownContent } from "./withdrawals/shown-content";

/** Rows of one contribution by position, with verdicts. Its author, the reviewers and an appeal's panel. */
export async function listContributionRows(call: {
  actor: Actor;
  slug: string;
  id: string;
  verdict?: RowVerdict | undefined;
  /** Only rows with personal details that wait for a decision. */
  undecided?: boolean | undefined;
  order?: RowOrder | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}): Promise<z.infer<typeof ContributionRowPage>> {
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (!(await mayReadRows(row, call.actor.account?.id))) {
    throw new AppError("forbidden", "Only its author and the reviewers read a contribution row by row.");
  }
  const where = {
    contributionId: row.id,
    ...(call.verdict && { verdict: call.verdict }),
    ...(call.undecided && { undecided: { gt: 0 } }),
  };
  const take = call.limit ?? 50;
  // Before they are scored, and afterwards with gaps, rows have no order but their own.
  const order = row.scoreCard === null ? "position" : (call.order ?? "position");
  const [records, total] = await Promise.all([
    db().datanetRecord.findMany({
      where: { AND: [where, fromPlace(order, call.cursor)] },
      orderBy: ORDERS[order],
      take: take + 1,
    }),
    db().datanetRecord.count({ where }),
  ]);
  const firsts = await firstRecords(records.flatMap((record) => record.copyOfId ?? []));
  const items = records.slice(0, take).map((record) => {
    const content = RecordContent.parse(record.content);
    const turns = toTurns(content);
    const first = record.copyOfId ? firsts.get(record.copyOfId) : undefined;
    return {
      position: record.position,
      prompt: turns.filter((turn) => turn.role === "user").at(-1)?.content ?? "",
      completion: turns.at(-1)?.content ?? "",
      system: turns.find((turn) => turn.role === "system")?.content ?? null,
      verdict: record.verdict,
      rejection: record.rejectCode
        ? { code: record.rejectCode as RejectCode, reason: record.rejectReason ?? "" }
        : null,
      quality:
        record.score === null
          ? null
          : { score: record.score, parts: (record.quality as Pick<RowQuality, "parts">).parts },
      personalDetails: recordDetails(content, (record.kept ?? []) as KeptDetail[]),
      copyOf: first ? { ...first, similarityBps: record.copyBps ?? 0 } : null,
    };
  });
  const next = records[take];
  return { items, nextCursor: next ? placeOf(order, next) : null, total };
}

const ORDERS = {
  position: [{ position: "asc" }],
  worst: [{ score: "asc" }, { position: "asc" }],
  best: [{ score: "desc" }, { position: "asc" }],
} satisfies Record<RowOrder, Prisma.DatanetRecordOrderByWithRelationInput[]>;

/** Where a page starts: a position, with the score in front of it where that comes first. */
function placeOf(order: RowOrder, row: { score: number | null; position: number }): string {
  return order === "position" ? String(row.position) : `${row.score ?? 0}-${row.position}`;
}

function fromPlace(order: RowOrder, cursor: string | undefined): Prisma.DatanetRecordWhereInput {
  if (cursor === undefined) return {};
  const [first = 0, second] = cursor.split("-").map(Number);
  if (order === "position" || second === undefined) return { position: { gte: second ?? first } };
  const beyond = order === "worst" ? { gt: first } : { lt: first };
  return { OR: [{ score: beyond }, { score: first, position: { gte: second } }] };
}

/** What a row's author and its reviewers are told about the record that was there first. */
async function firstRecords(ids: string[]) {
  const rows = await db().datanetRecord.findMany({
    where: { id: { in: ids } },
    include: { contributor: true, contribution: true },
  });
  return new Map(
    rows.map(({ id, content, withdrawnAt, contributor, contribution }) => [
      id,
      {
        handle: contributor.handle,
        at: (contribution.submittedAt ?? contribution.createdAt).toISOString(),
        prompt: promptOf(shownContent({ content, withdrawnAt })),
      },
    ]),
  );
}

function promptOf(content: RecordContent): string {
  const turns = toTurns(content);
  return (turns.findLast((turn) => turn.role === "user") ?? turns.at(-1))?.content.slice(0, 200) ?? "";
}
