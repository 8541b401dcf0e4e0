import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { forgetPart, notePart } from "./running-parts";

export type PartOptions = {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  uid?: number;
  gid?: number;
  stateDir: string;
  /** Resolves true when the part answers. */
  isReady: () => Promise<boolean>;
  readyWithinMs: number;
  /** How a clean stop is asked for. */
  stopSignal?: NodeJS.Signals;
  stopWithinMs?: number;
  /** Runs before each start, also after a crash. */
  beforeStart?: () => Promise<void>;
  say: (line: string) => void;
};

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;
/** A part that ran this long was well; the next crash starts with a short pause again. */
const WELL_MS = 30_000;

/** One supervised process: started, watched, restarted in words when it dies, stopped in order. */
export class Part {
  private child: ChildProcess | null = null;
  private log: WriteStream | null = null;
  private stopping = false;
  private crashes = 0;
  private startedAt = 0;

  constructor(private readonly options: PartOptions) {}

  get name(): string {
    return this.options.name;
  }

  get logFile(): string {
    return join(this.options.stateDir, "logs", `${this.options.name}.log`);
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** @throws Error with the end of the part's log when it does not become ready */
  async start(): Promise<void> {
    this.stopping = false;
    await this.spawn();
    await this.waitUntilReady();
  }

  private async spawn(): Promise<void> {
    await this.options.beforeStart?.();
    mkdirSync(dirname(this.logFile), { recursive: true });
    this.log?.end();
    const log = createWriteStream(this.logFile, { flags: "a" });
    this.log = log;
    this.startedAt = Date.now();
    const { command, args, env, cwd, uid, gid } = this.options;
    const child = spawn(command, args, {
      cwd,
      uid,
      gid,
      // Its own group: Ctrl-C reaches the supervisor only, which stops the parts in order.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.child = child;
    if (child.pid) notePart(this.options.stateDir, this.name, { pid: child.pid, command });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.on("error", (error) => log.write(`could not be started: ${error.message}\n`));
    child.on("exit", (code, signal) => {
      if (this.child === child) this.child = null;
      if (!this.stopping) void this.restart(signal ?? `code ${code}`);
    });
  }

  private async restart(cause: string): Promise<void> {
    if (Date.now() - this.startedAt > WELL_MS) this.crashes = 0;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.crashes, MAX_PAUSE_MS);
    this.crashes += 1;
    this.options.say(
      `! ${this.name} ended (${cause}); it is started again in ${pause / 1000} s. Its log: ${this.logFile}`,
    );
    await sleep(pause);
    if (this.stopping) return;
    await this.spawn();
    await this.waitUntilReady().then(
      () => this.options.say(`✓ ${this.name} is back`),
      () => undefined,
    );
  }

  async waitUntilReady(): Promise<void> {
    const until = Date.now() + this.options.readyWithinMs;
    while (Date.now() < until) {
      if (this.stopping) return;
      if (await this.options.isReady().catch(() => false)) return;
      await sleep(150);
    }
    throw new Error(
      `${this.name} was not ready within ${this.options.readyWithinMs / 1000} s. Its log: ${this.logFile}`,
    );
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (child?.pid && child.exitCode === null) {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill(this.options.stopSignal ?? "SIGTERM");
      const late = await Promise.race([
        gone.then(() => false),
        sleep(this.options.stopWithinMs ?? 10_000).then(() => true),
      ]);
      if (late) this.kill();
      await gone;
    }
    forgetPart(this.options.stateDir, this.name);
    this.log?.end();
  }

  /** kill -9 of the whole group, as a crash would be. */
  kill(): void {
    const pid = this.child?.pid;
    if (!pid) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      this.child?.kill("SIGKILL");
    }
  }
}
