/**
 * Runs one of the repository's TypeScript scripts on the pinned Node with path aliases and the
 * server condition (so that `server-only` modules load outside of Next).
 * Usage: node scripts/run.mjs scripts/<name>.ts [args]
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Path of the pinned runtime; the one that runs this file before the first install. */
export function pinnedNode() {
  const bin = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  return existsSync(bin) ? bin : process.execPath;
}

/** Arguments that make node run TypeScript of this repository. */
export const typescriptArgs = ["--conditions=react-server", "--import", "tsx", "--no-warnings"];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const child = spawn(pinnedNode(), [...typescriptArgs, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
