/**
 * `npm run contracts -- <name> [options]`: the long proofs of the contracts, one file of `scripts/contracts/` each.
 * Without a name it lists them; `all` runs every one, which is what a nightly machine does. The exit status is 0 only
 * when everything that ran holds.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./run.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";

const folder = join(root, "scripts", "contracts");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length))
  .sort();
/** @returns {Promise<{ about: string, run: (args: string[]) => Promise<boolean> | boolean }>} */
const load = async (name) => (await import(pathToFileURL(join(folder, `${name}.mjs`)).href)).default;

const [name, ...args] = process.argv.slice(2);
if (name !== "all" && !names.includes(name)) {
  if (name) console.error(`There is no "${name}".`);
  console.log("npm run contracts -- <name> [options]");
  for (const known of names) console.log(`  ${known.padEnd(10)}${(await load(known)).about}`);
  console.log(`  ${"all".padEnd(10)}all of them, one after the other`);
  process.exit(name ? 2 : 0);
}

await installNodeModules(root, (line) => console.log(line));
let failed = 0;
for (const chosen of name === "all" ? names : [name]) {
  console.log(`── ${chosen}`);
  const startedAt = Date.now();
  const holds = await (await load(chosen)).run(args);
  console.log(`${holds ? "✓" : "✗"} ${chosen} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
  if (!holds) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
