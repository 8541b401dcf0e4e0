import "server-only";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ConversionReport, ImportProblem, RejectedRow } from "@/lib/schemas/contributions";
import { db, type Tx } from "@/lib/server/db/prisma";
import { putBlob } from "@/lib/server/storage/blob-store";
import type { Lease } from "./claim-import";
import type { ImportProgress } from "./import-progress";
import { type Outcome, rejectedFile } from "./import-wire";
import { knownFile, LeaseLost } from "./store-records";

type Converted = Extract<Outcome, { kind: "converted" }>;
const SAMPLES = 200;
const KNOWN_SAMPLES = 20;

/** Closes the job and changes its contribution in one transaction, if this holder still has it and it still waits. */
export async function endImport(
  lease: Lease,
  contributionId: string,
  errorCode: string | null,
  change: (tx: Tx) => Promise<void>,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.datanetJob.updateMany({
      where: { id: lease.id, fence: lease.fence, state: "leased" },
      data: { state: errorCode ? "failed" : "done", errorCode, leaseUntil: null },
    });
    if (count !== 1) throw new LeaseLost();
    const waiting = await tx.contribution.count({ where: { id: contributionId, state: "checking" } });
    if (waiting === 1) await change(tx);
  });
}

async function* rejectedLines(folder: string, chunks: number): AsyncGenerator<Buffer> {
  for (let n = 0; n < chunks; n++)
    for (const name of [rejectedFile(n), knownFile(n)])
      yield* createReadStream(join(folder, name)) as AsyncIterable<Buffer>;
}

async function knownSamples(folder: string, chunks: number): Promise<RejectedRow[]> {
  const samples: RejectedRow[] = [];
  for (let n = 0; n < chunks && samples.length < KNOWN_SAMPLES; n++) {
    let text = "";
    for await (const piece of createReadStream(join(folder, knownFile(n)), { end: 65_536 })) text += piece;
    for (const line of text.split("\n").slice(0, -1)) samples.push(JSON.parse(line) as RejectedRow);
  }
  return samples.slice(0, KNOWN_SAMPLES);
}

/** The child's report with what was found while storing: copies move from the rows out to the duplicates. */
function settle(report: ConversionReport, progress: ImportProgress, known: RejectedRow[]): ConversionReport {
  const { knownRows, knownTurns, knownSplits } = progress;
  const splits = Object.fromEntries(
    Object.entries(report.splits)
      .map(([name, count]) => [name, count - (knownSplits[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
  return {
    ...report,
    rowsOut: report.rowsOut - knownRows,
    exactDuplicates: report.exactDuplicates + knownRows,
    turns: {
      ...report.turns,
      out: report.turns.out - knownTurns,
      duplicate: report.turns.duplicate + knownTurns,
    },
    splits,
    codes: {
      ...report.codes,
      ...(knownRows > 0 && { duplicate_exact: (report.codes.duplicate_exact ?? 0) + knownRows }),
    },
    samples: [...report.samples, ...known].sort((a, b) => a.line - b.line).slice(0, SAMPLES),
  };
}

/** The rows are stored: freezes the report, keeps what was left out and the extracts of documents, and opens the contribution. */
export async function finishConversion(
  lease: Lease,
  contributionId: string,
  folder: string,
  outcome: Converted,
  progress: ImportProgress,
): Promise<void> {
  const report = settle(outcome.report, progress, await knownSamples(folder, outcome.chunks));
  const left = report.rejected + report.exactDuplicates;
  const rejected = left > 0 ? await putBlob(Readable.from(rejectedLines(folder, outcome.chunks))) : null;
  const extracts = new Map<number, string[]>();
  for (const { file, name } of outcome.extracts) {
    const { sha256 } = await putBlob(createReadStream(join(folder, name)));
    extracts.set(file, [...(extracts.get(file) ?? []), sha256]);
  }
  const problem: ImportProblem | null =
    report.rowsOut === 0
      ? {
          reason: "no_usable_rows",
          message: `All ${report.rowsIn} rows are in this Datanet already or could not be used. ${report.samples[0]?.message ?? ""}`,
          fix: null,
        }
      : null;
  await endImport(lease, contributionId, null, async (tx) => {
    for (const [position, sha256s] of extracts)
      await tx.sourceFile.updateMany({ where: { contributionId, position }, data: { extracts: sha256s } });
    await tx.contribution.update({
      where: { id: contributionId },
      data: {
        state: problem ? "needs_mapping" : "ready",
        ...(problem ? { problem } : {}),
        report,
        rejectedSha256: rejected?.sha256 ?? null,
        count: progress.storedRows,
        root: null,
        signedAt: null,
      },
    });
  });
}
