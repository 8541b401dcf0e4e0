/**
 * `npm run gen`: ABIs and contract errors from the compiled contracts, JSON Schemas from zod, pydantic models from those.
 * With --check nothing may differ from what is committed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode, root, typescriptArgs } from "./run.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";
import { ensurePythonEnv } from "./setup/python.mjs";

const FOLDERS = ["lib/generated/abis", "lib/generated/wire", "workers/gpu/mfworker/wire/generated"];
const FILES = ["lib/generated/contract-errors.ts"];

function snapshot() {
  const content = new Map();
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path)) if (name !== "__pycache__") visit(join(path, name));
    } else content.set(path, readFileSync(path, "utf8"));
  };
  for (const path of [...FOLDERS, ...FILES]) visit(join(root, path));
  return content;
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

await installNodeModules(root, (line) => console.log(line));
const { python } = await ensurePythonEnv({ root, log: (line) => console.log(line) });
const before = snapshot();
run(pinnedNode(), [...typescriptArgs, "scripts/chain/gen-abis.ts"]);
run(pinnedNode(), [...typescriptArgs, "scripts/gen-wire.ts"]);
run(python, ["workers/gpu/scripts/gen_wire.py"]);
const after = snapshot();
const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (path) => before.get(path) !== after.get(path),
);
if (changed.length === 0) console.log("generated files are up to date");
else {
  console.log(`changed:\n${changed.map((path) => `  ${path.slice(root.length + 1)}`).join("\n")}`);
  if (process.argv.includes("--check")) {
    console.log("Commit the output of: npm run gen");
    process.exit(1);
  }
}
