/**
 * Makes the environment of the contracts' analysers (halmos with its solver, slither) at
 * `.modelfactory/toolchain/contract-tools` from `contracts/tools/requirements.lock`. It is not the worker's: the two
 * pin other versions of the same packages.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findPython, pip, run } from "./python.mjs";

/**
 * Returns the folder of its commands; a second call with an unchanged lock file does nothing.
 * @param {{ root: string, log: (line: string) => void }} options
 * @throws PythonSetupError with a sentence for the person
 */
export async function ensureContractTools({ root, log }) {
  const folder = join(root, ".modelfactory/toolchain/contract-tools");
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const lockFile = join(root, "contracts/tools/requirements.lock");
  const stamp = createHash("sha256")
    .update(await readFile(lockFile, "utf8"))
    .digest("hex");
  const stampFile = join(folder, "complete");
  if (existsSync(stampFile) && (await readFile(stampFile, "utf8")) === stamp) return bin;

  log("installing halmos and slither (about 0.4 GB on disk)");
  const found = findPython();
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run(found.command, [...found.args, "-m", "venv", folder], "Creating the environment failed.");
  await pip(join(bin, "python"), ["-r", lockFile], "halmos and slither could not be installed.");
  await writeFile(`${stampFile}.part`, stamp);
  await rename(`${stampFile}.part`, stampFile);
  return bin;
}
