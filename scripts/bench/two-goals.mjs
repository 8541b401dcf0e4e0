import { join } from "node:path";

/** @type {import("./bench.d.ts").Bench} */
export default {
  about:
    "which settings of mf-tiny both learn facts and lower held-out loss: a grid (about 15 minutes; --quick: one)",
  needsPython: true,
  run: ({ root, python, args }) => ({
    command: [python, join("bench", "two_goals.py"), ...args],
    cwd: join(root, "workers", "gpu"),
    env: { PYTHONPATH: join(root, "workers", "gpu") },
  }),
};
