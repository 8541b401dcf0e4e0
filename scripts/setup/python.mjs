/**
 * Makes the worker's Python environment at `<state>/toolchain/python` from `workers/gpu/requirements.lock`.
 * Plain Node >= 20 without dependencies; a second call with an unchanged lock file does nothing.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const LOWEST = [3, 11];
const CPU_INDEX = "https://download.pytorch.org/whl/cpu";
const CPU_INDEX_LIMIT_MS = 4_000;
const isWindows = process.platform === "win32";

/** An expected failure: its message is a sentence for the person, with the command to type. */
export class PythonSetupError extends Error {}

/**
 * Returns the interpreter of a complete environment.
 * @param {{ root: string, stateDir?: string, log?: (line: string) => void }} options
 * @returns {Promise<{ python: string, installed: boolean }>}
 */
export async function ensurePythonEnv({ root, stateDir, log = () => {} }) {
  const folder = join(resolve(root, stateDir ?? ".modelfactory"), "toolchain", "python");
  const python = join(folder, isWindows ? "Scripts/python.exe" : "bin/python");
  const lockFile = join(root, "workers/gpu/requirements.lock");
  const lock = await readFile(lockFile, "utf8");
  const stampFile = join(folder, "complete");
  const stamp = createHash("sha256").update(lock).digest("hex");

  if (existsSync(python) && existsSync(stampFile) && (await readFile(stampFile, "utf8")) === stamp) {
    await linkWorker(folder, root);
    return { python, installed: false };
  }

  const found = findPython();
  log(`Python ${found.version} found; installing the worker's packages (about 1.5 GB on disk)`);
  if (!existsSync(python) || spawnSync(python, ["-c", "import pip"]).status !== 0) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await run(found.command, [...found.args, "-m", "venv", folder], "Creating the environment failed.");
  }
  await rm(stampFile, { force: true });

  const torch = /^torch==\S+/m.exec(lock)?.[0];
  if (!torch)
    throw new PythonSetupError(`${lockFile} does not pin torch. Restore the file from the repository.`);
  log(await installTorch(python, torch));
  await pip(python, ["-r", lockFile], "The worker's packages could not be installed.");
  await linkWorker(folder, root);

  const seen = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
  const version = seen.stdout?.trim() ?? "";
  if (version.split("+")[0] !== torch.slice("torch==".length)) {
    throw new PythonSetupError(
      `PyTorch ${version || "cannot be imported"}, but ${torch} is wanted. Delete ${folder} and start again.\n${lastLines(seen.stderr)}`,
    );
  }
  await writeFile(`${stampFile}.part`, stamp);
  await rename(`${stampFile}.part`, stampFile);
  log(`PyTorch ${version} works`);
  return { python, installed: true };
}

/** Without an NVIDIA card PyTorch's CPU index saves gigabytes; where it does not answer, the default index serves. */
async function installTorch(python, torch) {
  const isPlainLinux =
    process.platform === "linux" && spawnSync("nvidia-smi", { stdio: "ignore" }).status !== 0;
  if (isPlainLinux && (await answers(`${CPU_INDEX}/torch/`))) {
    try {
      await pip(python, ["--index-url", CPU_INDEX, torch], "");
      return `${torch} taken from PyTorch's CPU index (about 0.2 GB)`;
    } catch (error) {
      if (!(error instanceof PythonSetupError)) throw error;
    }
  }
  await pip(python, [torch], "PyTorch could not be installed.");
  return isPlainLinux
    ? `${torch} taken from the default package index (PyTorch's CPU index did not answer)`
    : `${torch} taken from the default package index`;
}

async function answers(url) {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(CPU_INDEX_LIMIT_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

/** The worker is imported from the tree itself, so that an edit counts at the next start. */
async function linkWorker(folder, root) {
  const library = isWindows ? join(folder, "Lib") : join(folder, "lib");
  const sitePackages = isWindows
    ? join(library, "site-packages")
    : join(
        library,
        (await readdir(library)).find((name) => name.startsWith("python3")),
        "site-packages",
      );
  const link = join(sitePackages, "mfworker.pth");
  const target = `${resolve(root, "workers/gpu")}\n`;
  if (existsSync(link) && (await readFile(link, "utf8")) === target) return;
  await writeFile(`${link}.part`, target);
  await rename(`${link}.part`, link);
}

/** @returns {{ command: string, args: string[], version: string }} */
export function findPython() {
  const candidates = [
    ...(process.env.MF_PYTHON ? [[process.env.MF_PYTHON]] : []),
    ["python3"],
    ["python3.13"],
    ["python3.12"],
    ["python3.11"],
    ["python"],
    ...(isWindows ? [["py", "-3"]] : []),
  ];
  const report = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";
  let tooOld = "";
  let withoutVenv = false;
  for (const [command, ...args] of candidates) {
    const plain = spawnSync(
      command,
      [...args, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"],
      {
        encoding: "utf8",
      },
    );
    if (plain.status !== 0) continue;
    const version = plain.stdout.trim();
    const [major, minor] = version.split(".").map(Number);
    if (major < LOWEST[0] || (major === LOWEST[0] && minor < LOWEST[1])) {
      tooOld ||= version;
      continue;
    }
    if (spawnSync(command, [...args, "-c", report]).status !== 0) {
      withoutVenv = true;
      continue;
    }
    return { command, args, version };
  }
  if (withoutVenv) {
    throw new PythonSetupError(
      "Python is here but cannot create environments (venv is missing). On Debian or Ubuntu type: sudo apt-get install python3-venv",
    );
  }
  const install =
    process.platform === "darwin"
      ? "brew install python@3.12"
      : isWindows
        ? "winget install Python.Python.3.12"
        : "sudo apt-get install python3 python3-venv";
  throw new PythonSetupError(
    `Python ${LOWEST.join(".")} or newer is needed${tooOld ? `; found only ${tooOld}` : " and none was found"}. Type: ${install}  (or set MF_PYTHON to an interpreter).`,
  );
}

export function pip(python, args, failure) {
  return run(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", ...args],
    `${failure} Check the network (pip's own words below), then start again; what is installed is kept.`,
  );
}

export function run(command, args, failure) {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors = (errors + chunk).slice(-8_000);
    });
    child.on("error", (error) => reject(new PythonSetupError(`${failure}\n${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolvePromise();
      else reject(new PythonSetupError(`${failure}\n${lastLines(errors)}`));
    });
  });
}

function lastLines(text) {
  return (text ?? "").trim().split("\n").slice(-6).join("\n");
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
  try {
    const { python, installed } = await ensurePythonEnv({
      root,
      stateDir: process.env.MF_STATE_DIR,
      log: (line) => process.stdout.write(`${line}\n`),
    });
    process.stdout.write(`${installed ? "installed" : "already complete"}: ${python}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof PythonSetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
