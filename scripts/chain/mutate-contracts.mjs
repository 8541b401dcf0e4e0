/**
 * Removes guards of the contracts one at a time in a copy and runs the tests: each must fail. A guard is a line
 * `if (…) revert …;`. Usage: mutate-contracts.mjs [--file Name.sol] [--every N] — the first of every N guards; each
 * takes a compilation (20 to 60 s).
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { nativeForge } from "./native-forge.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: { file: { type: "string" }, every: { type: "string", default: "1" } },
});

function guardsOf(source) {
  const found = [];
  for (const match of source.matchAll(/^ +if \([^;{}]*\) revert [^;]*;$/gm))
    found.push({ at: match.index, text: match[0] });
  return found;
}

const copy = mkdtempSync(join(tmpdir(), "modelfactory-mutants-"));
symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
const project = join(copy, "contracts");
cpSync(join(ROOT, "contracts"), project, { recursive: true });
const forge = (args) =>
  spawnSync(nativeForge(), args, {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, FOUNDRY_FUZZ_RUNS: "32", FOUNDRY_INVARIANT_RUNS: "4" },
  });

let [killed, tried] = [0, 0];
const survivors = [];
try {
  const sources = readdirSync(join(project, "src"), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".sol") && (!values.file || name.endsWith(`/${values.file}`)));
  const all = sources.flatMap((name) => {
    const path = join(project, "src", name);
    const source = readFileSync(path, "utf8");
    return guardsOf(source).map((guard) => ({ path, source, ...guard }));
  });
  for (const [index, { path, source, at, text }] of all.entries()) {
    if (index % Number(values.every) !== 0) continue;
    writeFileSync(path, source.slice(0, at) + source.slice(at + text.length));
    const built = forge(["build", "--quiet"]);
    const line = `${relative(project, path)}:${source.slice(0, at).split("\n").length} ${text.trim().split("\n")[0]}`;
    if (built.status !== 0) console.log(`- does not compile without ${line}`);
    else {
      tried += 1;
      const caught = forge(["test", "--fail-fast", "--no-match-contract", "GasTest"]).status !== 0;
      if (caught) killed += 1;
      else survivors.push(line);
      console.log(`${caught ? "✓ caught" : "✗ SURVIVES"} ${line}`);
    }
    writeFileSync(path, source);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${killed} of ${tried} removed guards were caught by a test`);
process.exit(survivors.length === 0 ? 0 : 1);
