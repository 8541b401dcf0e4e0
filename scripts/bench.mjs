/**
 * `npm run bench -- <name> [options]`: installs what is missing, runs one benchmark of `scripts/bench/`, and prints
 * its table and, last, one JSON line. Without a name it lists them. A missed goal is a result, so the exit status
 * tells only whether the benchmark ran.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { arch, availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { pinnedNode, root } from "./run.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";
import { generatePrismaClient } from "./setup/prisma-client.mjs";
import { ensurePythonEnv } from "./setup/python.mjs";

const folder = join(root, "scripts", "bench");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length))
  .sort();
/** @type {(name: string) => Promise<import("./bench/bench.d.ts").Bench>} */
const load = async (name) => (await import(pathToFileURL(join(folder, `${name}.mjs`)).href)).default;

const [name, ...args] = process.argv.slice(2);
if (!name || !names.includes(name)) {
  if (name) console.error(`There is no benchmark "${name}".`);
  console.log("npm run bench -- <name> [options]");
  for (const known of names) console.log(`  ${known.padEnd(14)}${(await load(known)).about}`);
  process.exit(name ? 2 : 0);
}

const bench = await load(name);
const log = (line) => console.log(line);
await installNodeModules(root, log);
generatePrismaClient(root);
const python = bench.needsPython ? (await ensurePythonEnv({ root, log })).python : "";
const { command, cwd, env } = bench.run({ root, node: pinnedNode(), python, args });
const [file, ...rest] = command;
const startedAt = new Date();
const child = spawn(file, rest, {
  cwd,
  env: { ...process.env, ...env },
  stdio: ["ignore", "pipe", "inherit"],
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));

// The newest line is held back: the last one is the report and is printed completed, not as it came.
let last = "";
for await (const line of createInterface({ input: child.stdout })) {
  if (last) console.log(last);
  last = line;
}
const status = await new Promise((done) =>
  child.exitCode === null ? child.on("exit", done) : done(child.exitCode),
);
const report = status === 0 ? parseReport(last) : null;
if (!report) {
  console.log(last);
  console.error(`The benchmark ${name} ended with status ${status} and no report.`);
  process.exit(1);
}
console.log(JSON.stringify(complete(report)));

function parseReport(line) {
  try {
    const report = JSON.parse(line);
    return Array.isArray(report.goals) && report.goals.every(isGoal) ? report : null;
  } catch {
    return null;
  }
}

/** A goal is measured and judged, or says why it is not. */
function isGoal({ name, value, unit, goal, met, why }) {
  const texts = [name, unit, goal].every((text) => typeof text === "string");
  return texts && (value === null ? met === null && typeof why === "string" : typeof met === "boolean");
}

/** Adds commit and machine, and puts the full figures into a file of the state folder. */
function complete(report) {
  const raws = join(resolve(root, process.env.MF_STATE_DIR ?? ".modelfactory"), "benchmarks");
  mkdirSync(raws, { recursive: true });
  const raw = join(raws, `${name}-${startedAt.toISOString().replaceAll(/[:.]/g, "-")}.json`);
  const line = {
    bench: name,
    commit: spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).stdout?.trim() || null,
    machine: { cpu: processor(), cores: availableParallelism(), gpu: graphicsCard() },
    startedAt: startedAt.toISOString(),
    seconds: Math.round((Date.now() - startedAt.getTime()) / 100) / 10,
    goals: report.goals,
  };
  writeFileSync(raw, JSON.stringify({ ...line, raw: report.raw ?? null }, null, 1));
  return { ...line, raw: relative(root, raw) };
}

/** Architecture and the instruction sets that decide number types: says enough to compare, names no machine. */
function processor() {
  const wanted = ["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "bf16"];
  try {
    const flags = new Set(
      /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1].split(" "),
    );
    return [arch(), ...wanted.filter((flag) => flags.has(flag))].join(" ");
  } catch {
    return arch();
  }
}

function graphicsCard() {
  const found = spawnSync("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.trim().split("\n").join(", ") : null;
}
