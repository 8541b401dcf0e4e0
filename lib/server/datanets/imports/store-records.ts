import "server-only";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { commitRecord, countTurns, recordBytes } from "@/lib/domain/datanets/record-content";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { db } from "@/lib/server/db/prisma";
import type { Lease } from "./claim-import";
import { type Earlier, findEarlier } from "./find-earlier";
import type { ImportProgress } from "./import-progress";
import type { RecordLine } from "./import-wire";
import { readChunk } from "./read-chunk";
import { LEASE_S, STORE_ROWS } from "./tunables";

export type StoreTarget = { contributionId: string; datanetId: string; contributorRef: string };

/** Rows of a chunk that the Datanet had before it came. */
export const knownFile = (chunk: number) => `known-${chunk}.jsonl`;

export class LeaseLost extends Error {}

function knownRow(record: RecordLine, earlier: Earlier): RejectedRow {
  const day = earlier.at.toISOString().slice(0, 10);
  return {
    line: record.origin.line,
    column: null,
    code: "duplicate_exact",
    message: `Line ${record.origin.line} equals a record by ${earlier.by}, ${day}.`,
    raw: JSON.stringify(record.content.fields).slice(0, 500),
  };
}

function toRow(record: RecordLine, position: number, target: StoreTarget) {
  const salt: Hex = `0x${randomBytes(32).toString("hex")}`;
  return {
    ...target,
    position,
    content: record.content,
    salt,
    commitment: commitRecord(salt, recordBytes(record.content)),
    textHash: record.textHash,
    origin: record.origin,
    undecided: record.details,
  };
}

/**
 * Stores one chunk, with the job's progress in the same transaction: after a kill it is there whole or not at all.
 * One random salt is drawn for each record. Rows that the Datanet has already stay out and are named in a file.
 * @throws LeaseLost when another holder has the job
 */
export async function storeChunk(
  folder: string,
  chunk: number,
  target: StoreTarget,
  lease: Lease,
  progress: ImportProgress,
): Promise<ImportProgress> {
  const next: ImportProgress = {
    ...progress,
    knownSplits: { ...progress.knownSplits },
    phase: "store",
    storedChunks: chunk + 1,
  };
  const known: RejectedRow[] = [];
  const rows: ReturnType<typeof toRow>[] = [];
  const take = async (batch: RecordLine[]) => {
    const hashes = batch.map((record) => record.textHash);
    const earlier = await findEarlier(target.datanetId, target.contributionId, hashes);
    for (const record of batch) {
      const before = earlier.get(record.textHash);
      if (!before) {
        rows.push(toRow(record, next.storedRows, target));
        next.storedRows += 1;
        continue;
      }
      known.push(knownRow(record, before));
      next.knownRows += 1;
      next.knownTurns += countTurns(record.content);
      if (record.split) next.knownSplits[record.split] = (next.knownSplits[record.split] ?? 0) + 1;
    }
  };
  let batch: RecordLine[] = [];
  for await (const record of readChunk(folder, chunk)) {
    batch.push(record);
    if (batch.length < STORE_ROWS) continue;
    await take(batch);
    batch = [];
  }
  await take(batch);
  await writeFile(join(folder, knownFile(chunk)), known.map((row) => `${JSON.stringify(row)}\n`).join(""));
  await db().$transaction(
    async (tx) => {
      const held = await tx.$executeRaw`
        UPDATE datanet_job SET progress = ${JSON.stringify(next)}::jsonb,
          lease_until = now() + make_interval(secs => ${LEASE_S})
        WHERE id = ${lease.id} AND fence = ${lease.fence} AND state = 'leased'`;
      if (held !== 1) throw new LeaseLost();
      if (chunk === 0)
        await tx.datanetRecord.deleteMany({ where: { contributionId: target.contributionId } });
      for (let at = 0; at < rows.length; at += STORE_ROWS)
        await tx.datanetRecord.createMany({ data: rows.slice(at, at + STORE_ROWS) });
    },
    { timeout: 60_000 },
  );
  return next;
}
