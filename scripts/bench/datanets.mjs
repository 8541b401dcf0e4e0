import { join } from "node:path";
import { typescriptArgs } from "../run.mjs";

/** @type {import("./bench.d.ts").Bench} */
export default {
  about:
    "Datanets: --part=duplicates (100k rows against 1M), --part=browse (a version of 1M rows); --share=0.1 for a tenth",
  needsPython: false,
  run: ({ root, node, args }) => ({
    command: [node, ...typescriptArgs, join("scripts", "bench", "datanets", "main.ts"), ...args],
    cwd: root,
    env: {},
  }),
};
