/**
 * A copy of the Foundry project for tools that change sources or cannot bear libraries outside of the project's root:
 * OpenZeppelin lies inside it. Copies stay in `.modelfactory/contracts`, so a second run compiles only what changed.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../run.mjs";

/**
 * Brings the copy up to date and returns its folder.
 * @param {string} name one copy per tool
 * @param {{ folders?: string[], settings?: Record<string, string>, change?: (path: string, source: string) => string, added?: Record<string, string> }} [options]
 * `folders` are those of `contracts/` that come along, `settings` replace lines of foundry.toml by their key, `change`
 * rewrites a file by its path below `contracts/`, `added` are further files by theirs.
 */
export function contractsCopy(name, { folders = ["src", "test"], settings = {}, change, added = {} } = {}) {
  const copy = join(root, ".modelfactory/contracts", name);
  const library = join(copy, "lib/@openzeppelin/contracts");
  if (!existsSync(library)) {
    cpSync(join(root, "node_modules/@openzeppelin/contracts"), library, {
      recursive: true,
      dereference: true,
    });
  }

  const source = join(root, "contracts");
  const wanted = new Set(folders.flatMap((folder) => filesOf(source, folder)));
  for (const path of wanted) {
    const text = readFileSync(join(source, path), "utf8");
    writeChanged(join(copy, path), change ? change(path, text) : text);
  }
  for (const [path, text] of Object.entries(added)) writeChanged(join(copy, path), text);
  for (const path of [...filesOf(copy, "src"), ...filesOf(copy, "test")]) {
    if (!wanted.has(path) && !(path in added)) rmSync(join(copy, path));
  }

  let config = readFileSync(join(source, "foundry.toml"), "utf8");
  for (const [key, value] of Object.entries({
    solc: `"${join(source, "tools/solc")}"`,
    remappings: '["@openzeppelin/contracts/=lib/@openzeppelin/contracts/"]',
    ...settings,
  })) {
    config = config.replace(new RegExp(`^${key} = .*$`, "m"), `${key} = ${value}`);
  }
  writeChanged(join(copy, "foundry.toml"), config);
  return copy;
}

function filesOf(folder, below) {
  if (!existsSync(join(folder, below))) return [];
  return readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** An untouched file keeps its date, which is what forge's cache goes by. */
function writeChanged(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
