import "server-only";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serverEnv } from "@/lib/env/server-env";
import type { DatanetJob } from "@/lib/generated/prisma/client";
import { Prisma } from "@/lib/generated/prisma/client";
import { type ColumnRole, ImportOptions, type ImportProblem } from "@/lib/schemas/contributions";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { db } from "@/lib/server/db/prisma";
import { logger } from "@/lib/server/http/logger";
import { blobPath } from "@/lib/server/storage/blob-store";
import { OUTCOME_FILE, SPEC_FILE } from "../sandbox/child-files";
import { readCheckpoint } from "./child/chunk-writer";
import { type Lease, renewLease } from "./claim-import";
import { enqueueImport } from "./enqueue-import";
import { endImport, finishConversion } from "./finish-import";
import { rememberedMapping } from "./import-mapping";
import { ImportProgress } from "./import-progress";
import type { ImportSpec, Outcome, ProgressLine } from "./import-wire";
import { type ImportEnd, runImportChild } from "./run-import-child";
import { LeaseLost, storeChunk } from "./store-records";
import { BEAT_MS, MAX_ATTEMPTS, wallMs } from "./tunables";

export type ImportPaths = { entry: string; modules: string };

const folderOf = (jobId: string) => join(serverEnv().stateDir, "imports", jobId);

async function subjectOf(job: DatanetJob) {
  return db().contribution.findUnique({
    where: { id: job.subjectId },
    include: { datanet: true, files: { orderBy: { position: "asc" } } },
  });
}
type Subject = NonNullable<Awaited<ReturnType<typeof subjectOf>>>;

function specOf(job: DatanetJob, subject: Subject): ImportSpec {
  const columns = subject.columns as { name: string; role: ColumnRole }[];
  return {
    kind: job.kind,
    files: subject.files.map(({ sha256, filename, bytes }) => ({
      path: blobPath(sha256),
      filename,
      bytes: Number(bytes),
    })),
    datanetKind: subject.datanet.kind as DatanetKind,
    roles: Object.fromEntries(columns.map(({ name, role }) => [name, role])),
    options: ImportOptions.parse(subject.options),
    pauseMs: 0,
  };
}

/** What a limit or a crash means for the person; the rows of complete chunks are kept where there are any. */
function outcomeOfEnd(end: ImportEnd, folder: string, rowsSeen: number): Outcome {
  if (end.kind === "outcome") return end.outcome;
  const checkpoint = readCheckpoint(folder);
  const row = Math.max(checkpoint.report.rowsIn, rowsSeen);
  const what = end.kind === "limit" && end.limit === "time" ? "time" : "memory";
  const sentence =
    end.kind === "limit"
      ? `The limit of ${what} was reached at row ${row}.`
      : `Reading stopped at row ${row}.`;
  if (checkpoint.chunks > 0)
    return {
      kind: "converted",
      report: { ...checkpoint.report, stopped: `${sentence} Earlier rows are kept.` },
      chunks: checkpoint.chunks,
      extracts: [],
    };
  return {
    kind: "refused",
    reason: "parser_limit",
    message: `${sentence} Split the file, or save it in a simpler form, and upload it again.`,
    fix: null,
  };
}

/** Reading with other roles can mend these; the columns stay on screen. */
const MAPPING_PROBLEMS = new Set(["column_unmapped", "no_usable_rows"]);

async function refuse(lease: Lease, subject: Subject, problem: ImportProblem): Promise<void> {
  const mapping = MAPPING_PROBLEMS.has(problem.reason) && (subject.columns as unknown[]).length > 0;
  await endImport(lease, subject.id, problem.reason, async (tx) => {
    await tx.datanetRecord.deleteMany({ where: { contributionId: subject.id } });
    await tx.contribution.update({
      where: { id: subject.id },
      data: {
        state: mapping ? "needs_mapping" : "refused",
        problem: { reason: problem.reason, message: problem.message, fix: problem.fix },
        report: Prisma.DbNull,
        count: 0,
      },
    });
  });
}

async function finishInspection(
  lease: Lease,
  subject: Subject,
  outcome: Extract<Outcome, { kind: "inspected" }>,
): Promise<void> {
  const remembered = await rememberedMapping(
    subject.datanetId,
    outcome.columns.map((column) => column.name),
  );
  const columns = outcome.columns.map((column) => ({
    ...column,
    role: remembered?.[column.name] ?? column.role,
  }));
  const problem: ImportProblem | null = outcome.fix
    ? {
        reason: "shape",
        message: "Some rows do not fit as they are. One click mends them.",
        fix: outcome.fix,
      }
    : null;
  await endImport(lease, subject.id, null, async (tx) => {
    await tx.contribution.update({
      where: { id: subject.id },
      data: {
        format: outcome.format,
        columns,
        preview: outcome.preview,
        problem: problem ?? Prisma.DbNull,
        state: outcome.fits || remembered ? "checking" : "needs_mapping",
      },
    });
    // A file whose columns speak for themselves needs no second step; the mapping stays open to change.
    if (outcome.fits || remembered) await enqueueImport(tx, subject.id, "convert");
  });
}

async function store(
  lease: Lease,
  job: DatanetJob,
  subject: Subject,
  folder: string,
  outcome: Outcome,
): Promise<void> {
  if (outcome.kind === "refused") return refuse(lease, subject, outcome);
  if (outcome.kind === "inspected") return finishInspection(lease, subject, outcome);
  const fresh = await db().datanetJob.findUniqueOrThrow({ where: { id: job.id } });
  let progress = ImportProgress.parse(fresh.progress);
  const target = {
    contributionId: subject.id,
    datanetId: subject.datanetId,
    contributorRef: subject.contributorRef,
  };
  for (let chunk = progress.storedChunks; chunk < outcome.chunks; chunk++)
    progress = await storeChunk(folder, chunk, target, lease, {
      ...progress,
      rows: outcome.report.rowsIn,
      done: chunk / outcome.chunks,
    });
  await finishConversion(lease, subject.id, folder, outcome, progress);
}

/** Runs the child while beating; another holder, or nobody wanting the result, ends it. */
async function readFiles(
  lease: Lease,
  spec: ImportSpec,
  folder: string,
  paths: ImportPaths,
  signal: AbortSignal,
): Promise<{ end: ImportEnd; rows: number }> {
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort(), { once: true });
  let latest: ProgressLine = { phase: "unpack", rows: 0, done: null };
  const beat = async () => {
    const held = await renewLease(lease, latest).catch(() => true);
    if (!held) stop.abort();
  };
  let said = 0;
  const beats = setInterval(beat, BEAT_MS);
  try {
    const end = await runImportChild({
      entry: paths.entry,
      modules: paths.modules,
      folder,
      inputs: spec.files.map((file) => file.path),
      wallMs: wallMs(spec.files.reduce((sum, file) => sum + file.bytes, 0)),
      signal: stop.signal,
      onProgress: (progress) => {
        latest = progress;
        if (Date.now() - said < 1_000) return;
        said = Date.now();
        void beat();
      },
    });
    return { end, rows: latest.rows };
  } finally {
    clearInterval(beats);
  }
}

/**
 * One leased job from its files to its rows. A holder that was killed is followed by another, which finds the folder and
 * goes on behind the last complete chunk, first of the reading, then of the storing.
 */
export async function runImport(job: DatanetJob, paths: ImportPaths, signal: AbortSignal): Promise<void> {
  const lease = { id: job.id, fence: job.fence };
  const folder = folderOf(job.id);
  const subject = await subjectOf(job);
  if (subject?.state !== "checking") {
    await db().datanetJob.updateMany({
      where: { id: job.id, fence: job.fence },
      data: { state: "failed", errorCode: "not_wanted" },
    });
    await rm(folder, { recursive: true, force: true });
    return;
  }
  const spec = specOf(job, subject);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, SPEC_FILE), JSON.stringify(spec));
  try {
    const { end, rows } = await readFiles(lease, spec, folder, paths, signal);
    const again =
      end.kind === "crashed" && job.attempt < MAX_ATTEMPTS && !existsSync(join(folder, OUTCOME_FILE));
    logger.info(
      { job: job.id, kind: job.kind, end: end.kind, peakMb: Math.round(end.peakBytes / 1_048_576) },
      "import child ended",
    );
    if (end.kind === "crashed") logger.warn({ job: job.id, detail: end.detail }, "import child crashed");
    if (end.kind === "stopped" || end.kind === "disk_full" || again) {
      await putBack(lease, end.kind === "disk_full" ? "disk_full" : null);
      return;
    }
    await store(lease, job, subject, folder, outcomeOfEnd(end, folder, rows));
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (error instanceof LeaseLost) return;
    // What fails every time would be tried for ever, and its author would wait as long.
    if (job.attempt < MAX_ATTEMPTS) throw error;
    logger.error({ job: job.id, err: error }, "An import failed for the last time.");
    await refuse(lease, subject, {
      reason: "parser_limit",
      message: `Storing what was read failed ${MAX_ATTEMPTS} times. Save the file in another format and upload it again, or show the operator this number: ${job.id}.`,
      fix: null,
    });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Leaves the job, if it is still ours, to the next holder: at once, or after a lease's time when the disk is full. */
async function putBack(lease: Lease, reason: "disk_full" | null): Promise<void> {
  await db().datanetJob.updateMany({
    where: { id: lease.id, fence: lease.fence, state: "leased" },
    data: reason ? { errorCode: reason } : { state: "queued", leaseUntil: null },
  });
}
