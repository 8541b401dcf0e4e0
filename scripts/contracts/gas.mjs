/**
 * Gas of the paths that are paid for every day, every call its own transaction, against the snapshot in git; and the
 * sizes of the contracts. Writes the snapshot and the table of docs/contracts/gas.md.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nativeForge } from "../chain/native-forge.mjs";
import { root } from "../run.mjs";

const SNAPSHOT = join(root, "contracts/test/gas/snapshots/GasTest.json");
const PAGE = join(root, "docs/contracts/gas.md");
/** What a change may cost before it has to be accepted with `--accept`. */
const TOLERANCE = 1.02;
const GOALS = {
  "settle 100 sessions 500 payees": 8_500_000,
  "settle 100 sessions 318 first-time payees": 12_000_000,
};
const LARGEST_CODE = 24_576;
/** Figures of the specification's prototype. */
const PROTOTYPE = {
  deposit: 47_000,
  withdraw: 61_000,
  "open session": 173_000,
  "open session, relayed": 181_000,
  "release session": 41_000,
  "settle 1 session 1 payee": 121_000,
  "settle 1 session 8 payees": 197_000,
  "settle 1 session 64 payees": 808_000,
  "settle 100 sessions 500 payees": 8_350_000,
  "force settle 1 receipt 7 leaves": 188_000,
};
const CONTRACTS = [
  ...["OpenToken", "GOpen", "Timelock", "OpenGovernor", "PolicyBook", "Staking", "DatanetRegistry"],
  ...["ModelRegistry", "RoyaltyLedger", "ReceiptChecker", "InferenceMeter", "Disputes", "FaultProver"],
  ...["TrainingEscrow", "AgentRegistry"],
];

const thousands = (value) => value.toLocaleString("en-US");

function table(gas) {
  const rows = Object.entries(gas).map(([name, used]) => {
    const before = PROTOTYPE[name];
    const ratio = before
      ? `${used >= before ? "+" : "−"}${Math.abs((used / before - 1) * 100).toFixed(0)} %`
      : "–";
    return `| ${name} | ${thousands(used)} | ${before ? thousands(before) : "–"} | ${ratio} |`;
  });
  return ["| Operation | Gas | Specification | Difference |", "|---|---:|---:|---:|", ...rows].join("\n");
}

/** Deployed bytes of each contract; immutables do not change their number. */
function sizes() {
  return CONTRACTS.map((name) => {
    const path = join(root, `contracts/out/${name}.sol/${name}.json`);
    const { object } = JSON.parse(readFileSync(path, "utf8")).deployedBytecode;
    return [name, (object.length - 2) / 2];
  });
}

export default {
  about: "gas snapshot (+2 % at most, or --accept), the goals, and contract sizes (about 1 min)",
  run(args) {
    const before = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
    const { status, stdout, stderr } = spawnSync(nativeForge(), ["test", "--match-contract", "GasTest"], {
      cwd: join(root, "contracts"),
      encoding: "utf8",
      env: { ...process.env, FOUNDRY_PROFILE: "gas" },
    });
    if (status !== 0) {
      console.log(`${stdout.slice(-3000)}${stderr.slice(-1000)}`);
      return false;
    }
    const written = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
    const gas = Object.fromEntries(Object.entries(written).map(([name, used]) => [name, Number(used)]));
    const problems = [];
    for (const [name, used] of Object.entries(gas)) {
      const known = Number(before[name] ?? used);
      if (used > known * TOLERANCE && !args.includes("--accept"))
        problems.push(`${name}: ${thousands(used)}, was ${thousands(known)}`);
      if (used > (GOALS[name] ?? Number.POSITIVE_INFINITY))
        problems.push(`${name}: ${thousands(used)}, goal ${thousands(GOALS[name])}`);
    }
    const bytes = sizes();
    for (const [name, size] of bytes)
      if (size > LARGEST_CODE)
        problems.push(`${name}: ${thousands(size)} bytes of ${thousands(LARGEST_CODE)}`);
    console.log(table(gas));
    console.log(bytes.map(([name, size]) => `${name} ${thousands(size)}`).join(", "));
    for (const problem of problems) console.log(`✗ ${problem}`);
    // What was dearer than accepted must not become the measure of the next run.
    if (problems.length > 0) writeFileSync(SNAPSHOT, JSON.stringify(before, null, 2));
    else {
      const page = readFileSync(PAGE, "utf8");
      const sized = `Bytes of ${thousands(LARGEST_CODE)}: ${bytes.map(([name, size]) => `${name} ${thousands(size)}`).join(", ")}.`;
      const part = /(<!-- measured -->\n)[\s\S]*(\n<!-- \/measured -->)/;
      writeFileSync(
        PAGE,
        page.replace(part, (_, open, close) => `${open}\n${table(gas)}\n\n${sized}\n${close}`),
      );
    }
    return problems.length === 0;
  },
};
