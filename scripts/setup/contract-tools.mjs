/** The contracts' analysers (halmos with its solvers, slither), pinned with all they pull in. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ensurePythonTool } from "./python-tool.mjs";

/**
 * Returns the folder of their commands; installs about 0.4 GB the first time.
 * @param {string} root
 * @throws PythonSetupError with a sentence for the person
 */
export async function ensureContractTools(root) {
  const lock = await readFile(join(root, "contracts/tools/requirements.lock"), "utf8");
  const packages = lock.split("\n").filter((line) => line && !line.startsWith("#"));
  return dirname(await ensurePythonTool({ root, name: "contract-tools", packages }));
}
