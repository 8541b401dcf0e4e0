import { join } from "node:path";
import { typescriptArgs } from "../run.mjs";

/** @type {import("./bench.d.ts").Bench} */
export default {
  about:
    "Datanets: --part=import (5 GB of JSON lines and 2 GB of Parquet, killed in the middle; --share=0.1 for a tenth, --input=parquet for one), --part=hostile, --part=duplicates (100k rows against 1M), --part=browse (a version of 1M rows)",
  needsPython: false,
  run: ({ root, node, args }) => ({
    command: [node, ...typescriptArgs, join("scripts", "bench", "datanets", "main.ts"), ...args],
    cwd: root,
    env: {},
  }),
};
