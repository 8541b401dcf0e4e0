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
// Dear to run and rarely what catches a mutant, so they are asked only about those that nothing else caught.
const ASKED_LAST = `${LEFT_OUT}|Fuzz|Vectors`;

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

/** A test that fails while the mutant is chosen, undefined when it survives. */
async function catcherOf(project, id, attack) {
  if (attack) return failureOf(project, id, LEFT_OUT, ["--match-test", `^test_${attack}(_|\\(|$)`]);
  return (await failureOf(project, id, ASKED_LAST)) ?? failureOf(project, id, LEFT_OUT);
}

async function failureOf(project, id, leftOut, args = []) {
  const child = spawn(
    nativeForge(),
    ["test", "--json", "--fail-fast", "--no-match-contract", leftOut, ...args],
    {
      cwd: project,
      env: {
        ...process.env,
        FOUNDRY_FUZZ_RUNS: FUZZ_RUNS,
        FOUNDRY_BLOCK_COINBASE: `0x${id.toString(16).padStart(40, "0")}`,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
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
  for (const { test_results: tests } of Object.values(JSON.parse(line)))
    for (const [name, { status }] of Object.entries(tests))
      if (status === "Failure") return name.replace(/\(.*/, "");
  return undefined;
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
    const broken = await failureOf(project, 0, LEFT_OUT);
    if (broken) throw new Error(`With every guard in place ${broken} fails.`);

    const [named, others] = [mutants.filter(({ attack }) => attack), mutants.filter(({ attack }) => !attack)];
    const chosen = args.includes("attacks") ? named : [...named, ...others];
    const told = { attacks: [], guards: [] };
    let missed = 0;
    for (const { id, attack, place, what } of chosen) {
      const test = await catcherOf(project, id, attack);
      if (!test) missed += 1;
      const outcome = test ? `caught by ${test}` : "SURVIVES";
      const line = `${test ? "✓" : "✗"} ${attack ? `${attack}: ` : ""}${place} ${what}: ${outcome}`;
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
