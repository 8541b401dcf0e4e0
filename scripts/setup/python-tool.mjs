/**
 * Makes a Python environment for one tool of the tests at `<root>/.modelfactory/toolchain/<name>`, apart from the
 * worker's: a checker's dependencies must never decide which versions the product runs on.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findPython, pip, run } from "./python.mjs";

/**
 * @param {{ root: string, name: string, packages: string[] }} options packages with exact versions
 * @returns {Promise<string>} the environment's interpreter; its commands lie beside it
 * @throws PythonSetupError with what to do when Python is missing or the packages cannot be fetched
 */
export async function ensurePythonTool({ root, name, packages }) {
  const folder = join(root, ".modelfactory", "toolchain", name);
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stampFile = join(folder, "complete");
  const stamp = packages.join("\n");
  if (existsSync(stampFile) && (await readFile(stampFile, "utf8")) === stamp) return python;

  const found = findPython();
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run(found.command, [...found.args, "-m", "venv", folder], `The environment of ${name} failed.`);
  await pip(python, packages, `${name} could not be installed.`);
  await writeFile(`${stampFile}.part`, stamp);
  await rename(`${stampFile}.part`, stampFile);
  return python;
}
