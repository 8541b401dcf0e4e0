/**
 * The symbolic proofs of contracts/test/symbolic, by halmos. A proof holds when no path ends in a failed assertion and
 * the solver decided every question; docs/contracts/proofs.md says what each means and where its bounds are.
 */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { contractsCopy } from "../chain/contracts-copy.mjs";
import { nativeForge } from "../chain/native-forge.mjs";
import { root } from "../run.mjs";
import { ensureContractTools } from "../setup/contract-tools.mjs";

/** Which tests of which contract go to which solver. Sums and divisions of amounts go to cvc5, which reads them as integers; storage and branches to yices. */
const SETS = [
  { contract: "SplitProofs", loop: "5", integers: true },
  { contract: "SymbolicTest", loop: "8", integers: false },
  { contract: "ExposureProofs", loop: "8", integers: false },
  { contract: "EscrowProofs", tests: "^check_.*PaysWhatWasFunded", loop: "8", integers: true },
  { contract: "EscrowProofs", tests: "^check_(Contested|Checkpoint)", loop: "8", integers: false },
];
const SOLVER_LIMIT = "60s";

function halmos(bin, project, { contract, tests, loop, integers }, report) {
  const solver = integers
    ? ["--solver-command", `${join(bin, "python")} ${join(root, "contracts/tools/cvc5-smt2.py")}`]
    : [];
  const child = spawn(
    join(bin, "halmos"),
    [
      ...[
        "--contract",
        contract,
        ...(tests ? ["--match-test", tests] : []),
        "--loop",
        loop,
        "--no-status",
        "--json-output",
        report,
      ],
      ...["--solver-timeout-assertion", SOLVER_LIMIT, ...solver],
    ],
    {
      cwd: project,
      // It calls `forge` by name; npm's wrapper of that name would hide a failed build.
      env: { ...process.env, PATH: [dirname(nativeForge()), bin, process.env.PATH].join(delimiter) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((done) => child.on("close", () => done(output)));
}

export default {
  about:
    "halmos: split, session accounting, exposure, escrow and policy bounds for every input (about 10 min)",
  async run(args) {
    const bin = await ensureContractTools(root);
    const project = contractsCopy("proofs", {
      folders: ["src", "test/symbolic", "test/utils"],
      settings: { ast: "true" },
    });
    let failed = 0;
    for (const set of SETS.filter(({ contract }) => args.length === 0 || args.includes(contract))) {
      const report = join(project, `report-${set.contract}.json`);
      rmSync(report, { force: true });
      const output = await halmos(bin, project, set, report);
      let results;
      try {
        results = Object.values(JSON.parse(readFileSync(report, "utf8")).test_results).flat();
      } catch {
        console.log(output.slice(-4000));
        return false;
      }
      for (const { name, exitcode, num_paths: paths, time } of results) {
        if (exitcode !== 0) failed += 1;
        const seconds = Math.round(Array.isArray(time) ? time[0] : 0);
        console.log(
          `${exitcode === 0 ? "✓" : "✗"} ${set.contract} ${name} (${paths?.[0]} paths, ${seconds} s)`,
        );
      }
      if (results.length === 0) {
        console.log(output.slice(-4000));
        failed += 1;
      }
      const told = output
        .split("\n")
        .filter((line) => /Counterexample|TIMEOUT|loop unrolling bound/.test(line));
      if (told.length > 0) console.log(told.join("\n"));
    }
    return failed === 0;
  },
};
