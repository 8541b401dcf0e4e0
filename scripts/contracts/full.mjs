/** The full profile: 10,000 fuzz runs, invariants 1,000 × depth 100. Writes docs/benchmarks/contracts-full-run.txt. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nativeForge } from "../chain/native-forge.mjs";
import { root } from "../run.mjs";

const REPORT = join(root, "docs/benchmarks/contracts-full-run.txt");
const HEAD =
  "FOUNDRY_PROFILE=full forge test: 10,000 fuzz runs, invariants 1,000 runs x depth 100, fail_on_revert";

export default {
  about: "10,000 fuzz runs, invariants 1,000 x depth 100 with fail_on_revert (about 30 min)",
  async run(args) {
    const child = spawn(nativeForge(), ["test", ...args], {
      cwd: join(root, "contracts"),
      env: { ...process.env, FOUNDRY_PROFILE: "full" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    const status = await new Promise((done) => child.on("exit", done));
    const told = output
      .split("\n")
      .filter((line) =>
        /^\[(PASS|FAIL)[^\]]*\] (testFuzz_|invariant_)|^\[FAIL|^Ran \d+ test suites/.test(line),
      )
      .map((line) => line.trimEnd());
    console.log(told.join("\n") || output.slice(-4000));
    // A run of chosen tests is a look, not the record.
    if (status === 0 && args.length === 0) writeFileSync(REPORT, `${[HEAD, "", ...told].join("\n")}\n`);
    return status === 0;
  },
};
