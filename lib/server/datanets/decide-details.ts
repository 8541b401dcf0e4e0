import "server-only";
import type { Hex } from "viem";
import {
  commitRecord,
  countTurns,
  RecordContent,
  recordBytes,
  textHash,
} from "@/lib/domain/datanets/record-content";
import {
  countUndecided,
  type KeptDetail,
  recordDetails,
  redactDetails,
} from "@/lib/domain/datanets/record-details";
import { AppError } from "@/lib/errors/app-error";
import { type DatanetRecord, Prisma } from "@/lib/generated/prisma/client";
import { type Contribution, ConversionReport, type DecideDetailsBody } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db, type Tx } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { toContribution } from "./to-contribution";

const PAGE = 500;
const SAMPLES = 200;

type Chosen = (detail: { kind: string; text: string }) => boolean;

const contentOf = (row: DatanetRecord) => RecordContent.parse(row.content);
const keptOf = (row: DatanetRecord) => (row.kept ?? []) as KeptDetail[];

async function redact(tx: Tx, row: DatanetRecord, isChosen: Chosen): Promise<void> {
  const kept = keptOf(row);
  const isKept: Chosen = (detail) =>
    kept.some(({ kind, text }) => kind === detail.kind && text === detail.text);
  const content = redactDetails(contentOf(row), (detail) => isChosen(detail) && !isKept(detail));
  await tx.datanetRecord.update({
    where: { id: row.id },
    data: {
      content,
      // The row is another one now: its commitment and what copies are found by follow.
      commitment: commitRecord(row.salt as Hex, recordBytes(content)),
      textHash: textHash(content),
      bands: null,
      undecided: countUndecided(content, kept),
    },
  });
}

async function keep(tx: Tx, row: DatanetRecord, isChosen: Chosen, reason: string): Promise<void> {
  const content = contentOf(row);
  const kept = keptOf(row);
  const fresh = recordDetails(content, kept).filter((detail) => detail.kept === null && isChosen(detail));
  const all = [...kept, ...fresh.map(({ kind, text }) => ({ kind, text, reason }))];
  await tx.datanetRecord.update({
    where: { id: row.id },
    data: { kept: all, undecided: countUndecided(content, all) },
  });
}

/** Takes rows out and closes the gaps: a row's place is its leaf in the batch. */
async function drop(tx: Tx, contributionId: string, rows: DatanetRecord[]): Promise<void> {
  await tx.datanetRecord.deleteMany({ where: { id: { in: rows.map((row) => row.id) } } });
  await tx.$executeRaw`
    WITH placed AS (
      SELECT id, row_number() OVER (ORDER BY position) AS place FROM datanet_record
      WHERE contribution_id = ${contributionId})
    UPDATE datanet_record r SET position = -placed.place FROM placed WHERE placed.id = r.id`;
  await tx.$executeRaw`
    UPDATE datanet_record SET position = -position - 1 WHERE contribution_id = ${contributionId}`;
}

/** Rows that were dropped are rejected rows of the report, by a code of their own and without their text. */
function reportWithout(report: ConversionReport, rows: DatanetRecord[]): ConversionReport {
  const turns = rows.reduce((sum, row) => sum + countTurns(contentOf(row)), 0);
  const splits = { ...report.splits };
  for (const row of rows) {
    const { split } = contentOf(row).meta;
    if (split && splits[split]) splits[split] -= 1;
  }
  const samples = rows.map((row) => ({
    line: (row.origin as { line?: number }).line ?? row.position + 1,
    column: null,
    code: "personal_details",
    message: "Its author dropped it for its possible personal details.",
    raw: "",
  }));
  return {
    ...report,
    rowsOut: report.rowsOut - rows.length,
    rejected: report.rejected + rows.length,
    turns: { ...report.turns, out: report.turns.out - turns, rejected: report.turns.rejected + turns },
    splits: Object.fromEntries(Object.entries(splits).filter(([, count]) => count > 0)),
    codes: { ...report.codes, personal_details: (report.codes.personal_details ?? 0) + rows.length },
    samples: [...report.samples, ...samples].slice(0, SAMPLES),
  };
}

/** Applies the decision to every chosen row that still has a chosen detail without one. @returns dropped rows */
async function apply(tx: Tx, contributionId: string, input: DecideDetailsBody): Promise<DatanetRecord[]> {
  const isChosen: Chosen = ({ kind, text }) =>
    (input.kind === undefined || kind === input.kind) && (input.text === undefined || text === input.text);
  const dropped: DatanetRecord[] = [];
  for (let after = -1; ; ) {
    const rows = await tx.datanetRecord.findMany({
      where: {
        contributionId,
        undecided: { gt: 0 },
        AND: [{ position: { gt: after } }, input.rows === "all" ? {} : { position: { in: input.rows } }],
      },
      orderBy: { position: "asc" },
      take: PAGE,
    });
    for (const row of rows) {
      if (input.decision === "redact") await redact(tx, row, isChosen);
      else if (input.decision === "keep") await keep(tx, row, isChosen, input.reason ?? "");
      else if (recordDetails(contentOf(row), keptOf(row)).some((detail) => !detail.kept && isChosen(detail)))
        dropped.push(row);
    }
    after = rows.at(-1)?.position ?? after;
    if (rows.length < PAGE) break;
  }
  if (dropped.length > 0) await drop(tx, contributionId, dropped);
  return dropped;
}

/**
 * The author's decision on possible personal details before anybody else sees the rows: replaced by their kind, their
 * rows dropped, or kept for a reason that reviewers read.
 * @throws AppError forbidden | conflict once the rows are signed
 */
export async function decideDetails(call: {
  actor: Actor;
  slug: string;
  id: string;
  input: DecideDetailsBody;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId !== account.id)
    throw new AppError("forbidden", "Only its author decides on the details of a contribution.");
  await db().$transaction(
    async (tx) => {
      // Locks the row: signing and another decision wait, and what was computed over the old rows is void.
      const { count } = await tx.contribution.updateMany({
        where: { id: row.id, state: "ready" },
        data: {
          decidedAt: new Date(),
          root: null,
          signedAt: null,
          comparedAt: null,
          personalDetails: null,
          scoreCard: Prisma.DbNull,
        },
      });
      if (count !== 1)
        throw new AppError("conflict", "These rows are signed. Details are decided on before that.");
      const dropped = await apply(tx, row.id, call.input);
      if (dropped.length === 0 || row.report === null) return;
      const report = reportWithout(ConversionReport.parse(row.report), dropped);
      await tx.contribution.update({
        where: { id: row.id },
        data: { report, count: { decrement: dropped.length } },
      });
    },
    { timeout: 120_000 },
  );
  return toContribution(row.id, call.actor);
}
