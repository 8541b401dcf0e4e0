import "server-only";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { OUTCOME_FILE } from "./child-files";
import { EXIT } from "./exit-codes";
import { readMemory } from "./read-memory";
import { findSandbox, type ProcessLimits, sandboxCommand } from "./sandbox-command";
import { storable } from "./storable";

export type ChildEnd<T> = (
  | { kind: "outcome"; outcome: T }
  /** Killed by us; what it finished is on disk. */
  | { kind: "limit"; limit: "memory" | "time" }
  | { kind: "disk_full" }
  | { kind: "stopped" }
  | { kind: "crashed"; detail: string }
) & { peakBytes: number };

export type ChildLimits = ProcessLimits & {
  heapMb: number;
  /** Resident memory of the child, looked at every `sampleMs`. */
  rssBytes: number;
  sampleMs: number;
};

export type ChildCall<T> = {
  /** Entry of the bundled child. */
  entry: string;
  /** Holds `spec.json`; the only place the child may write to. */
  folder: string;
  inputs: string[];
  modules: string;
  wallMs: number;
  limits: ChildLimits;
  outcome: z.ZodType<T>;
  /** Whole lines of the child's standard output. */
  onLine?: (line: string) => void;
  onStart?: (pid: number) => void;
  signal?: AbortSignal;
};

const MAX_LINE = 500;
/** Standard output and error of a child that are looked at; the rest is thrown away. */
const MAX_TALK_BYTES = 64 * 1024;

/** Gives the whole lines of a talkative stream; a line that never ends is not collected. */
function lineListener(onLine: (line: string) => void): (chunk: Buffer) => void {
  let open = "";
  return (chunk) => {
    const lines = (open + chunk.toString("utf8")).split("\n");
    open = (lines.pop() ?? "").slice(0, MAX_LINE);
    for (const line of lines) if (line.length < MAX_LINE) onLine(line);
  };
}

function nodeArgs<T>(call: ChildCall<T>): string[] {
  const readable = [call.entry.replace(/[^/\\]+$/, ""), call.folder, call.modules, ...call.inputs];
  return [
    `--max-old-space-size=${call.limits.heapMb}`,
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

/**
 * Only what fits the wire's shape counts, in characters that can be stored: a child that was taken over by its input can
 * say what it likes, and a sample of a row holds what the row held.
 */
function readOutcome<T>(folder: string, shape: z.ZodType<T>): T | null {
  const path = join(folder, OUTCOME_FILE);
  if (!existsSync(path)) return null;
  const parsed = shape.safeParse(storable(JSON.parse(readFileSync(path, "utf8"))));
  return parsed.success ? parsed.data : null;
}

/**
 * Runs a bundled child to its end with an empty environment, one folder, and limits of memory and time that are
 * enforced from outside. Resolves when no process of it is left.
 */
export function runChild<T>(call: ChildCall<T>): Promise<ChildEnd<T>> {
  const { file, args } = sandboxCommand([process.execPath, ...nodeArgs(call)], findSandbox(), call.limits);
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
      if (memory.now > call.limits.rssBytes) kill("memory");
    }, call.limits.sampleMs);
    const clock = setTimeout(() => kill("time"), call.wallMs);
    const onAbort = () => kill("stopped");
    call.signal?.addEventListener("abort", onAbort, { once: true });
    if (call.signal?.aborted) onAbort();

    child.stdout.on(
      "data",
      lineListener((line) => call.onLine?.(line)),
    );
    child.stderr.on("data", (chunk: Buffer) => {
      if (errors.length < MAX_TALK_BYTES) errors += chunk.toString("utf8");
    });
    child.stdin.on("error", () => undefined);

    const end = (code: number | null, signal: NodeJS.Signals | null, failure?: Error) => {
      clearInterval(sampler);
      clearTimeout(clock);
      call.signal?.removeEventListener("abort", onAbort);
      const outcome = code === 0 ? readOutcome(call.folder, call.outcome) : null;
      if (killed === "stopped") resolve({ kind: "stopped", peakBytes });
      else if (killed) resolve({ kind: "limit", limit: killed, peakBytes });
      else if (outcome) resolve({ kind: "outcome", outcome, peakBytes });
      else if (code === EXIT.diskFull) resolve({ kind: "disk_full", peakBytes });
      else if (signal === "SIGXCPU") resolve({ kind: "limit", limit: "time", peakBytes });
      else if (/heap out of memory|Allocation failed|bad_alloc/i.test(errors))
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
