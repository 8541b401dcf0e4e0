import "server-only";
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "./child/exit-codes";
import { OUTCOME_FILE, Outcome, ProgressLine } from "./import-wire";
import { readMemory } from "./read-memory";
import { findSandbox, sandboxCommand } from "./sandbox-command";
import { HEAP_MB, MAX_RSS_BYTES, MAX_TALK_BYTES, SAMPLE_MS } from "./tunables";

export type ChildEnd = (
  | { kind: "outcome"; outcome: Outcome }
  /** Killed by us; what it finished is on disk. */
  | { kind: "limit"; limit: "memory" | "time" }
  | { kind: "disk_full" }
  | { kind: "stopped" }
  | { kind: "crashed"; detail: string }
) & { peakBytes: number };

export type ChildCall = {
  /** Entry of the bundled child. */
  entry: string;
  /** Holds `spec.json`; the only place the child may write to. */
  folder: string;
  inputs: string[];
  modules: string;
  wallMs: number;
  onProgress?: (progress: ProgressLine) => void;
  onStart?: (pid: number) => void;
  signal?: AbortSignal;
};

const PARQUET = "PAR1";
const MAX_LINE = 500;

function startsAsParquet(path: string): boolean {
  const head = Buffer.alloc(PARQUET.length);
  const handle = openSync(path, "r");
  readSync(handle, head, 0, head.length, 0);
  closeSync(handle);
  return head.toString("latin1") === PARQUET;
}

function heapFor(inputs: readonly string[]): number {
  return inputs.some(startsAsParquet) ? HEAP_MB.parquet : HEAP_MB.other;
}

/** Gives the whole lines of a talkative stream; a line that never ends is not collected. */
function lineListener(onLine: (line: string) => void): (chunk: Buffer) => void {
  let open = "";
  return (chunk) => {
    const lines = (open + chunk.toString("utf8")).split("\n");
    open = (lines.pop() ?? "").slice(0, MAX_LINE);
    for (const line of lines) if (line.length < MAX_LINE) onLine(line);
  };
}

function nodeArgs(call: ChildCall): string[] {
  const readable = [call.entry.replace(/[^/\\]+$/, ""), call.folder, call.modules, ...call.inputs];
  return [
    `--max-old-space-size=${heapFor(call.inputs)}`,
    "--max-semi-space-size=2",
    "--permission",
    "--allow-addons",
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${call.folder}`,
    "--no-warnings",
    call.entry,
    call.folder,
  ];
}

/** Only what fits the wire's shape counts: a child that was taken over by its input can say what it likes. */
function readOutcome(folder: string): Outcome | null {
  const path = join(folder, OUTCOME_FILE);
  if (!existsSync(path)) return null;
  const parsed = Outcome.safeParse(JSON.parse(readFileSync(path, "utf8")));
  return parsed.success ? parsed.data : null;
}

/**
 * Runs the import child to its end with an empty environment, one folder, and limits of memory and time that are
 * enforced from outside. Resolves when no process of it is left.
 */
export function runChild(call: ChildCall): Promise<ChildEnd> {
  const { file, args } = sandboxCommand([process.execPath, ...nodeArgs(call)], findSandbox());
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: call.folder,
      // glibc keeps an arena per thread and gives little back; one arena halves the memory of Parquet.
      env: { MALLOC_ARENA_MAX: "1" } as unknown as NodeJS.ProcessEnv,
      detached: process.platform !== "win32",
      stdio: ["pipe", "pipe", "pipe"],
    });
    const pid = child.pid;
    let killed: "memory" | "time" | "stopped" | null = null;
    let peakBytes = 0;
    let errors = "";
    const endGroup = () => {
      try {
        if (pid) process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
      } catch {
        // It ended in between.
      }
    };
    const kill = (why: NonNullable<typeof killed>) => {
      killed ??= why;
      endGroup();
    };
    if (pid) call.onStart?.(pid);
    const sampler = setInterval(() => {
      const memory = pid ? readMemory(pid) : null;
      if (!memory) return;
      peakBytes = Math.max(peakBytes, memory.peak);
      if (memory.now > MAX_RSS_BYTES) kill("memory");
    }, SAMPLE_MS);
    const clock = setTimeout(() => kill("time"), call.wallMs);
    const onAbort = () => kill("stopped");
    call.signal?.addEventListener("abort", onAbort, { once: true });
    if (call.signal?.aborted) onAbort();

    const onLine = (line: string) => {
      const progress = ProgressLine.safeParse(safeJson(line));
      if (progress.success) call.onProgress?.(progress.data);
    };
    child.stdout.on("data", lineListener(onLine));
    child.stderr.on("data", (chunk: Buffer) => {
      if (errors.length < MAX_TALK_BYTES) errors += chunk.toString("utf8");
    });
    child.stdin.on("error", () => undefined);

    const end = (code: number | null, signal: NodeJS.Signals | null, failure?: Error) => {
      clearInterval(sampler);
      clearTimeout(clock);
      call.signal?.removeEventListener("abort", onAbort);
      const outcome = code === 0 ? readOutcome(call.folder) : null;
      if (killed === "stopped") resolve({ kind: "stopped", peakBytes });
      else if (killed) resolve({ kind: "limit", limit: killed, peakBytes });
      else if (outcome) resolve({ kind: "outcome", outcome, peakBytes });
      else if (code === EXIT.diskFull) resolve({ kind: "disk_full", peakBytes });
      else if (signal === "SIGXCPU") resolve({ kind: "limit", limit: "time", peakBytes });
      else if (/heap out of memory|Allocation failed/i.test(errors))
        resolve({ kind: "limit", limit: "memory", peakBytes });
      else
        resolve({
          kind: "crashed",
          detail: failure?.message ?? `${signal ?? `status ${code}`}: ${errors.slice(-2000)}`,
          peakBytes,
        });
    };
    child.once("exit", endGroup);
    child.once("error", (failure) => end(null, null, failure));
    child.once("close", end);
  });
}

function safeJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
