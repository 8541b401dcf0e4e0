import { join } from "node:path";

/** @type {import("./bench.d.ts").Bench} */
export default {
  about:
    "fine-tuning on mf-tiny: time, both goals of one checkpoint, speed beside plain TRL and PEFT (about 8 minutes)",
  needsPython: true,
  run: ({ root, python, args }) => ({
    command: [python, join("bench", "training.py"), ...args],
    cwd: join(root, "workers", "gpu"),
    env: { PYTHONPATH: join(root, "workers", "gpu") },
  }),
};
