/**
 * `npm test`: installs what is missing and runs every test on real parts: contracts, TypeScript with a real database
 * and chain, the worker, and the whole product in a real browser against an instance that it starts and seeds.
 * `npm test -- contracts unit worker browser` runs the named ones; with MF_E2E_URL and MF_E2E_STATE the browser tests
 * use an instance that runs already.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeForge } from "./chain/native-forge.mjs";
import { pinnedNode, root, typescriptArgs } from "./run.mjs";
import { ensureChromium } from "./setup/chromium.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";
import { generatePrismaClient } from "./setup/prisma-client.mjs";
import { ensurePythonEnv } from "./setup/python.mjs";

const log = (line) => console.log(line);
const startedAt = Date.now();
const reports = join(root, "test-results");
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const wanted = (name) => chosen.length === 0 || chosen.includes(name);

/** Runs to the end with its output on screen. Resolves with the exit status. */
function run(command, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.on("error", (error) => {
      console.error(error.message);
      done(127);
    });
    child.on("exit", (code) => done(code ?? 1));
  });
}

const results = [];
/** Counts of a suite; a suite that ended badly or ran nothing is one failure. */
function count(name, since, status, { passed, failed, skipped = 0 }) {
  const lost = failed === 0 && (status !== 0 || passed === 0) ? 1 : 0;
  results.push({ name, passed, failed: failed + lost, skipped, seconds: seconds(since) });
  if (lost) console.log(`✗ ${name} ended with status ${status} without naming a failed test.`);
}

const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

async function contracts() {
  const since = Date.now();
  const forge = nativeForge();
  const result = spawnSync(forge, ["test", "--json"], {
    cwd: join(root, "contracts"),
    encoding: "utf8",
    maxBuffer: 256 << 20,
  });
  const line = result.stdout.split("\n").find((text) => text.startsWith("{"));
  const suites = line ? Object.entries(JSON.parse(line)) : [];
  let [passed, failed, skipped] = [0, 0, 0];
  for (const [suite, { test_results: tests }] of suites) {
    for (const [test, { status, reason }] of Object.entries(tests)) {
      if (status === "Success") passed += 1;
      else if (status === "Skipped") skipped += 1;
      else {
        failed += 1;
        console.log(`✗ ${suite} ${test}: ${reason ?? status}`);
      }
    }
  }
  if (suites.length === 0) console.log(result.stderr.slice(-4000));
  console.log(`contracts: ${passed} passed, ${failed} failed`);
  count("contracts", since, result.status, { passed, failed, skipped });
}

async function unit() {
  const since = Date.now();
  const file = join(reports, "vitest.json");
  rmSync(file, { force: true });
  const status = await run(pinnedNode(), [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(file);
  count("unit", since, status, {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: report?.numPendingTests ?? 0,
  });
}

async function worker(python) {
  const since = Date.now();
  const file = join(reports, "pytest.xml");
  rmSync(file, { force: true });
  const status = await run(python, ["-m", "pytest", "workers/gpu/tests", "-q", `--junitxml=${file}`]);
  const suite = existsSync(file) ? (/<testsuite [^>]*>/.exec(readFileSync(file, "utf8"))?.[0] ?? "") : "";
  const value = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = value("failures") + value("errors");
  count("worker", since, status, {
    passed: value("tests") - failed - value("skipped"),
    failed,
    skipped: value("skipped"),
  });
}

/** An instance of its own on free ports, started and seeded by the command that users type. */
async function startInstance() {
  const folder = mkdtempSync(join(tmpdir(), "modelfactory-test-"));
  const ports = spawnSync(
    pinnedNode(),
    [
      ...typescriptArgs,
      "-e",
      `import("./scripts/start/ports.ts").then(async (m) => console.log(JSON.stringify(await m.freePorts())))`,
    ],
    { cwd: root, encoding: "utf8" },
  );
  const { app, database, chain, engine } = JSON.parse(ports.stdout);
  const env = {
    MF_STATE_DIR: folder,
    MF_APP_PORT: String(app),
    MF_DATABASE_PORT: String(database),
    MF_CHAIN_PORT: String(chain),
    MF_ENGINE_PORT: String(engine),
  };
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
    detached: process.platform !== "win32",
  });
  await new Promise((ready, fail) => {
    let seen = "";
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      seen = (seen + chunk).slice(-4000);
      if (seen.includes("Ready after")) ready();
    });
    child.on("exit", (code) => fail(new Error(`npm start ended with status ${code} before it was ready.`)));
  });
  const stop = () =>
    new Promise((done) => {
      if (child.exitCode !== null) return done();
      child.removeAllListeners("exit");
      child.on("exit", done);
      child.kill("SIGINT");
    });
  return {
    env: { ...env, MF_E2E_URL: `http://localhost:${app}`, MF_E2E_STATE: folder },
    stop: async (keep) => {
      await stop();
      if (keep) console.log(`The instance's folder is kept for a look: ${folder}`);
      else rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function browser() {
  const chromium = await ensureChromium({ root, log });
  const since = Date.now();
  const file = join(reports, "report.json");
  rmSync(file, { force: true });
  const running = process.env.MF_E2E_URL
    ? { env: {}, stop: async () => undefined }
    : await startInstance().catch((error) => {
        console.log(error.message);
        return null;
      });
  if (!running) return count("browser", since, 1, { passed: 0, failed: 0 });
  const filters = process.argv.slice(2).filter((argument) => argument.startsWith("--grep"));
  const status = await run(
    pinnedNode(),
    [join(root, "node_modules/@playwright/test/cli.js"), "test", ...filters],
    {
      ...running.env,
      MF_CHROMIUM: chromium,
      // Modules of the server are read for their constants and shapes; this condition lets them load outside of Next.
      NODE_OPTIONS: "--conditions=react-server",
    },
  );
  const stats = readReport(file)?.stats;
  const failed = stats?.unexpected ?? 0;
  await running.stop(failed > 0 || status !== 0);
  count("browser", since, status, {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed,
    skipped: stats?.skipped ?? 0,
  });
}

mkdirSync(reports, { recursive: true });
await installNodeModules(root, log);
const needsPython = wanted("worker") || wanted("browser") || wanted("unit");
const python = needsPython ? (await ensurePythonEnv({ root, log })).python : null;
generatePrismaClient(root);

const SUITES = { contracts, unit, worker: () => worker(python), browser };
for (const [name, suite] of Object.entries(SUITES)) {
  if (!wanted(name)) continue;
  console.log(`\n── ${name}`);
  await suite().catch((error) => {
    console.log(error.message);
    count(name, Date.now(), 1, { passed: 0, failed: 0 });
  });
}

console.log("");
for (const { name, passed, failed, skipped, seconds: took } of results)
  console.log(
    `${failed ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${took})`,
  );
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed (${seconds(startedAt)})`);
process.exit(sum("failed") > 0 || results.length === 0 ? 1 : 0);
