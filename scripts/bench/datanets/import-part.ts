/** Large files through the real import child, which is killed once in the middle. */
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { readCheckpoint } from "@/lib/server/datanets/imports/child/chunk-writer";
import { MAX_CPU_S } from "@/lib/server/datanets/imports/tunables";
import { readMemory } from "@/lib/server/datanets/sandbox/read-memory";
import { ImportBench, type ImportCall } from "../../imports/import-file";
import { root } from "../../run.mjs";
import { judged, type PartResult } from "./goal";
import { writeLargeJsonLines, writeLargeParquet } from "./write-large-files";

const GB = 1e9;
const ROLES = { question: "prompt", answer: "completion", id: "id" } as const;
/** Killed after this share of the rows. */
const KILL_AT = 0.5;

const INPUTS = [
  { name: "5 GB JSONL", filename: "rows.jsonl", bytes: 5 * GB, write: writeLargeJsonLines },
  // Rows come out some 4 % smaller than the writer reckons.
  { name: "2 GB Parquet", filename: "rows.parquet", bytes: 2.1 * GB, write: writeLargeParquet },
] as const;

function memoryNow(): number {
  return readMemory(process.pid)?.now ?? 0;
}

/** Chunks on disk that the checkpoint does not count: they are written again. */
function beyondCheckpoint(folder: string): number {
  const chunks = readdirSync(folder).filter(
    (file) => file.startsWith("chunk-") && file.includes(".jsonl.zst"),
  );
  return chunks.length - readCheckpoint(folder).chunks;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function importOne(
  bench: ImportBench,
  input: (typeof INPUTS)[number],
  share: number,
): Promise<PartResult> {
  const path = join(bench.folder, input.filename);
  const rows = await input.write(path, input.bytes * share);
  const { size } = statSync(path);
  console.log(`${input.name}: ${(size / GB).toFixed(2)} GB in ${rows} rows written`);
  const pids: number[] = [];
  let pid = 0;
  let killed = false;
  const call: ImportCall = {
    files: [{ name: input.filename, path }],
    roles: ROLES,
    wallMs: MAX_CPU_S * 1000,
    onStart: (id) => {
      pid = id;
      pids.push(id);
    },
    onProgress: (progress) => {
      if (killed || progress.rows < rows * KILL_AT) return;
      killed = true;
      process.kill(pid, "SIGKILL");
    },
  };
  const prepared = bench.prepare(call);
  const before = memoryNow();
  let supervisor = before;
  const watch = setInterval(() => {
    supervisor = Math.max(supervisor, memoryNow());
  }, 1_000);
  const startedAt = performance.now();
  const first = await bench.child(prepared, "convert", call);
  const resent = beyondCheckpoint(prepared.folder);
  const kept = readCheckpoint(prepared.folder).report.rowsIn;
  const second = await bench.child(prepared, "convert", call);
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  const outcome = second.kind === "outcome" ? second.outcome : null;
  const report = outcome?.kind === "converted" ? outcome.report : null;
  if (!report) console.log(JSON.stringify(second));
  const peak = Math.max(first.peakBytes, second.peakBytes);
  const goals = [
    judged(`${input.name}: rows in the report`, (report?.rowsIn ?? 0) / rows, "of the rows written", "= 1"),
    judged(
      `${input.name}: parse, shape, mapping, personal details, record hash and report`,
      seconds / 60 / share,
      "minutes for the full size",
      "<= 10",
    ),
    judged(`${input.name}: peak resident memory of the child`, peak / 1e6, "MB", "<= 300"),
    judged(
      `${input.name}: killed in the middle`,
      first.kind === "crashed" && kept > 0 ? 1 : 0,
      "times, with rows kept",
      "= 1",
    ),
    judged(`${input.name}: chunks sent again after the kill`, resent, "chunks", "<= 1"),
    judged(`${input.name}: growth of the supervisor`, (supervisor - before) / 1e6, "MB", "<= 50"),
    judged(`${input.name}: children left over`, pids.filter(isAlive).length, "processes", "= 0"),
  ];
  rmSync(path);
  rmSync(prepared.folder, { recursive: true });
  return {
    goals,
    raw: { [input.name]: { bytes: size, rows, seconds, peak, keptAtKill: kept, report } },
  };
}

/** @param options.input a part of an input's name, to run that one only */
export async function importPart(options: { share: number; input: string | undefined }): Promise<PartResult> {
  const inputs = INPUTS.filter(({ name }) => name.toLowerCase().includes(options.input?.toLowerCase() ?? ""));
  // On the disk of the state folder: the system's own temporary folder may be memory.
  const folder = join(
    resolve(root, process.env.MF_STATE_DIR ?? ".modelfactory"),
    "benchmarks",
    `import-${process.pid}`,
  );
  mkdirSync(folder, { recursive: true });
  const bench = await ImportBench.open(folder);
  try {
    const results: PartResult[] = [];
    for (const input of inputs) results.push(await importOne(bench, input, options.share));
    return {
      goals: results.flatMap((result) => result.goals),
      raw: Object.assign({}, ...results.map((result) => result.raw)),
    };
  } finally {
    bench.close();
  }
}
