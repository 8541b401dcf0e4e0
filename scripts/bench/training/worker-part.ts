/** The worker alone, without a platform: its own Python benchmark. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../../run.mjs";
import type { PartResult } from "../datanets/goal";

export async function workerPart({ rest }: { rest: string[] }): Promise<PartResult> {
  const gpu = join(root, "workers", "gpu");
  const child = spawn(process.env.MF_BENCH_PYTHON ?? "python3", [join("bench", "training.py"), ...rest], {
    cwd: gpu,
    env: { ...process.env, PYTHONPATH: gpu },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) {
    if (last) console.log(last);
    last = line;
  }
  const report = JSON.parse(last) as { goals: PartResult["goals"]; raw: unknown };
  return { goals: report.goals, raw: { worker: report.raw } };
}
