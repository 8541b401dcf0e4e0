import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { root } from "../../run.mjs";

/** The worker's Python code behind a pipe: one JSON line asks, one answers. */
export class PythonLane {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor(python: string) {
    const gpu = join(root, "workers", "gpu");
    this.child = spawn(python, [join("bench", "verification_worker.py")], {
      cwd: gpu,
      env: { ...process.env, PYTHONPATH: gpu, PYTHONWARNINGS: "ignore" },
      stdio: ["pipe", "pipe", process.env.MF_BENCH_VERBOSE ? "inherit" : "ignore"],
    });
    this.reader = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async ask<T>(request: object): Promise<T> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error("The Python side ended; MF_BENCH_VERBOSE=1 shows why.");
    return JSON.parse(value) as T;
  }

  stop(): void {
    this.reader.close();
    this.child.kill();
  }
}
