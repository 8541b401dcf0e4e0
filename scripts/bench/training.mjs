import { join } from "node:path";
import { typescriptArgs } from "../run.mjs";

/** @type {import("./bench.d.ts").Bench} */
export default {
  about:
    "fine-tuning: --part=worker (mf-tiny: time, both goals of one checkpoint, speed beside plain TRL and PEFT; 8 minutes), --part=claims (500 workers wait for 10 jobs a second; 3 minutes), --part=band (ten early-stopped plans against what was foreseen; 12 minutes)",
  needsPython: true,
  run: ({ root, node, python, args }) => ({
    command: [node, ...typescriptArgs, join("scripts", "bench", "training", "main.ts"), ...args],
    cwd: root,
    env: { MF_BENCH_PYTHON: python },
  }),
};
