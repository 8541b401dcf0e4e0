import "server-only";
import type { z } from "zod";
import { findPersonalDetails } from "@/lib/domain/datanets/personal-details";
import { comparedText, RecordContent, toTurns } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { ContributionRowPage, RejectCode, RowVerdict } from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { mayReadRows } from "./may-read-rows";

/** Rows of one contribution by position, with verdicts. Its author, the reviewers and an appeal's panel. */
export async function listContributionRows(call: {
  actor: Actor;
  slug: string;
  id: string;
  verdict?: RowVerdict | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}): Promise<z.infer<typeof ContributionRowPage>> {
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (!(await mayReadRows(row, call.actor.account?.id))) {
    throw new AppError("forbidden", "Only its author and the reviewers read a contribution row by row.");
  }
  const where = { contributionId: row.id, ...(call.verdict && { verdict: call.verdict }) };
  const take = call.limit ?? 50;
  const [records, total] = await Promise.all([
    db().datanetRecord.findMany({
      where: { ...where, position: { gte: Number(call.cursor ?? 0) } },
      orderBy: { position: "asc" },
      take: take + 1,
    }),
    db().datanetRecord.count({ where }),
  ]);
  const firsts = await firstRecords(records.flatMap((record) => record.copyOfId ?? []));
  const items = records.slice(0, take).map((record) => {
    const content = RecordContent.parse(record.content);
    const text = comparedText(content);
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
      personalDetails: findPersonalDetails(text).map(({ kind, start, end }) => ({
        kind,
        text: text.slice(start, end),
      })),
      copyOf: first ? { ...first, similarityBps: record.copyBps ?? 0 } : null,
    };
  });
  return { items, nextCursor: records.length > take ? String(records[take]?.position) : null, total };
}

/** What a row's author and its reviewers are told about the record that was there first. */
async function firstRecords(ids: string[]) {
  const rows = await db().datanetRecord.findMany({
    where: { id: { in: ids } },
    include: { contributor: true, contribution: true },
  });
  return new Map(
    rows.map(({ id, content, contributor, contribution }) => [
      id,
      {
        handle: contributor.handle,
        at: (contribution.submittedAt ?? contribution.createdAt).toISOString(),
        prompt: promptOf(RecordContent.parse(content)),
      },
    ]),
  );
}

function promptOf(content: RecordContent): string {
  const turns = toTurns(content);
  return (turns.findLast((turn) => turn.role === "user") ?? turns.at(-1))?.content.slice(0, 200) ?? "";
}
