import { join } from "node:path";
import { typescriptArgs } from "../run.mjs";

/** @type {import("./bench.d.ts").Bench} */
export default {
  about:
    "workers that lie and workers that do not, from order to money (about 20 minutes; --seeds, --honest, --lies)",
  needsPython: true,
  run: ({ root, node, args }) => ({
    command: [node, ...typescriptArgs, join("scripts", "bench", "verification", "main.ts"), ...args],
    cwd: root,
  }),
};
