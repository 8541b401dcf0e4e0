/** Branch coverage of every source file; writes docs/benchmarks/contracts-coverage.txt. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contractsCopy } from "../chain/contracts-copy.mjs";
import { nativeForge } from "../chain/native-forge.mjs";
import { root } from "../run.mjs";

const REPORT = join(root, "docs/benchmarks/contracts-coverage.txt");
const FUZZ_RUNS = "64";

/** `src/…:line` of every branch that no test took. */
function missedBranches(lcov) {
  const missed = [];
  let file = "";
  for (const line of lcov.split("\n")) {
    if (line.startsWith("SF:")) file = line.slice(3);
    const branch = /^BRDA:(\d+),.*,(?:0|-)$/.exec(line);
    if (branch && file.startsWith("src/")) missed.push(`${file}:${branch[1]}`);
  }
  return missed;
}

export default {
  about: "forge coverage; fails when a branch of contracts/src is not reached (about 4 min)",
  run() {
    // `forge coverage` looks for sources below the project's root only, hence the copy.
    const project = contractsCopy("coverage");
    const { stdout, stderr, status } = spawnSync(
      nativeForge(),
      ["coverage", "--report", "summary", "--report", "lcov", "--no-match-contract", "GasTest"],
      {
        cwd: project,
        encoding: "utf8",
        maxBuffer: 256 << 20,
        env: { ...process.env, FOUNDRY_FUZZ_RUNS: FUZZ_RUNS, FOUNDRY_INVARIANT_RUNS: "4" },
      },
    );
    const rows = stdout.split("\n").filter((line) => line.startsWith("| src/"));
    if (status !== 0 || rows.length === 0) {
      console.log(`${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
      return false;
    }
    // Columns: file, lines, statements, branches, functions.
    const missed = rows.filter((row) => !row.split("|")[4].trim().startsWith("100.00%"));
    const head = `forge coverage --report summary (${FUZZ_RUNS} fuzz runs), contracts/src: lines, statements, branches, functions`;
    writeFileSync(REPORT, `${[head, "", ...rows].join("\n")}\n`);
    console.log(rows.join("\n"));
    console.log(
      missed.length === 0
        ? `100 % of branches of ${rows.length} files`
        : `Not taken: ${missedBranches(readFileSync(join(project, "lcov.info"), "utf8")).join(", ")}`,
    );
    return missed.length === 0;
  },
};
