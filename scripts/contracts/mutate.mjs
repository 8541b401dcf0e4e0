/**
 * Removes guards of the contracts one at a time; a test has to fail each time. Two lists: every `if (…) revert …;` of
 * contracts/src, caught by any test; and the guard of every named attack (contracts/test/adversarial/guards.json),
 * caught by the test of that name. Writes docs/benchmarks/contracts-mutations.txt.
 */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { contractsCopy } from "../chain/contracts-copy.mjs";
import { guardsOf, onlyPlaceOf, SWITCH_FILE, SWITCH_SOURCE, withSwitches } from "../chain/mutants.mjs";
import { nativeForge } from "../chain/native-forge.mjs";
import { root } from "../run.mjs";

const REPORT = join(root, "docs/benchmarks/contracts-mutations.txt");
const ATTACKS = join(root, "contracts/test/adversarial/guards.json");
const FUZZ_RUNS = "4";
// Gas is no property a guard keeps, and what invariants find by chance says nothing about a test.
const LEFT_OUT = "GasTest|Invariants";

const oneLine = (text) => text.replace(/\s+/g, " ").trim();
const lineOf = (source, at) => source.slice(0, at).split("\n").length;

/** All mutants with their edits, the guards of the sources first. */
function plan() {
  const sources = new Map();
  const read = (file) => {
    if (!sources.has(file)) sources.set(file, readFileSync(join(root, "contracts", file), "utf8"));
    return sources.get(file);
  };
  const files = spawnSync("git", ["ls-files", "src"], { cwd: join(root, "contracts"), encoding: "utf8" })
    .stdout.split("\n")
    .filter((file) => file.endsWith(".sol"));
  const mutants = [];
  const add = (mutant, edits) => {
    const id = mutants.length + 1;
    mutants.push({ id, ...mutant, edits: edits.map((edit) => ({ id, ...edit })) });
  };
  for (const file of files) {
    const source = read(file);
    for (const { at, text } of guardsOf(source))
      add({ file, place: `${file}:${lineOf(source, at)}`, what: `without ${oneLine(text)}` }, [
        { at, text, to: null },
      ]);
  }
  for (const [attack, entries] of Object.entries(JSON.parse(readFileSync(ATTACKS, "utf8")))) {
    for (const { file, without, change } of entries) {
      const source = read(file);
      if (without) {
        const at = onlyPlaceOf(source, without);
        const guard = guardsOf(source).find((found) => found.at <= at && at < found.at + found.text.length);
        if (!guard) throw new Error(`${attack}: no guard around ${without}`);
        add(
          {
            file,
            attack,
            place: `${file}:${lineOf(source, guard.at)}`,
            what: `without ${oneLine(guard.text)}`,
          },
          [{ ...guard, to: null }],
        );
      } else {
        const edits = change.map(([text, to]) => ({ at: onlyPlaceOf(source, text), text, to }));
        const what = edits.map(({ text, to }) =>
          to ? `${oneLine(text)}  →  ${oneLine(to)}` : `without ${oneLine(text)}`,
        );
        add({ file, attack, place: `${file}:${lineOf(source, edits[0].at)}`, what: what.join("; ") }, edits);
      }
    }
  }
  return mutants;
}

/** Names of the tests that fail while the mutant is chosen. */
async function failuresOf(project, id, args = []) {
  const child = spawn(nativeForge(), ["test", "--json", "--no-match-contract", LEFT_OUT, ...args], {
    cwd: project,
    env: {
      ...process.env,
      FOUNDRY_FUZZ_RUNS: FUZZ_RUNS,
      FOUNDRY_BLOCK_COINBASE: `0x${id.toString(16).padStart(40, "0")}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  await new Promise((done) => child.on("close", done));
  const line = output.split("\n").find((text) => text.startsWith("{"));
  if (!line) throw new Error(`forge gave no result: ${errors.slice(-2000)}`);
  return Object.values(JSON.parse(line)).flatMap(({ test_results: tests }) =>
    Object.entries(tests)
      .filter(([, { status }]) => status === "Failure")
      .map(([name]) => name.replace(/\(.*/, "")),
  );
}

/** Compiles all mutants in one build. */
function build(mutants) {
  const edits = (file) => mutants.filter((mutant) => mutant.file === file).flatMap((mutant) => mutant.edits);
  const project = contractsCopy("mutants", {
    change: (path, source) => {
      const own = edits(path);
      const from = relative(dirname(path), `src/${SWITCH_FILE}`);
      return own.length > 0 ? withSwitches(source, own, from.startsWith(".") ? from : `./${from}`) : source;
    },
    added: { [`src/${SWITCH_FILE}`]: SWITCH_SOURCE },
  });
  const built = spawnSync(nativeForge(), ["build", "--quiet"], { cwd: project, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`${built.stdout}${built.stderr}`.slice(-4000));
  return project;
}

export default {
  about: "removes every guard and the guard of every named attack; each time a test must fail (about 15 min)",
  /** @param {string[]} args `attacks` runs only those */
  async run(args) {
    const mutants = plan();
    const project = build(mutants);
    const broken = await failuresOf(project, 0);
    if (broken.length > 0) throw new Error(`With every guard in place these fail: ${broken.join(", ")}`);

    const chosen = args.includes("attacks") ? mutants.filter((mutant) => mutant.attack) : mutants;
    const told = { attacks: [], guards: [] };
    let missed = 0;
    for (const { id, attack, place, what } of chosen) {
      const failed = await failuresOf(
        project,
        id,
        attack ? ["--match-test", `^test_${attack}(_|\\(|$)`] : [],
      );
      const [first] = failed;
      if (!first) missed += 1;
      const line = attack
        ? `${first ? "✓" : "✗"} ${attack}: ${first ? `${first} fails` : "SURVIVES"} (${place}) ${what}`
        : `${first ? "✓" : "✗"} ${place} ${what}: ${first ? `${failed.length} fail, e.g. ${first}` : "SURVIVES"}`;
      (attack ? told.attacks : told.guards).push(line);
      console.log(line);
    }
    const attacks = new Set(chosen.flatMap(({ attack }) => attack ?? []));
    const sum = `${chosen.length - missed} of ${chosen.length} mutants are caught; ${attacks.size} attacks`;
    console.log(sum);
    if (chosen.length === mutants.length) {
      const head = `npm run contracts -- mutate: one guard removed at a time (${FUZZ_RUNS} fuzz runs, no invariants). ${sum}.`;
      const parts = [
        head,
        "",
        "The guard of each named attack, and the test of that name",
        "",
        ...told.attacks,
      ];
      writeFileSync(
        REPORT,
        `${[...parts, "", "Every guard of contracts/src", "", ...told.guards].join("\n")}\n`,
      );
    }
    return missed === 0;
  },
};
