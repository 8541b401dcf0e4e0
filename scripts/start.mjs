/**
 * `npm start`: from a bare checkout to a running instance. This file runs on any Node >= 20.19 with nothing
 * installed; it brings the Node modules and the pinned runtime and goes on in scripts/start/main.ts.
 */
import { spawn } from "node:child_process";
import { pinnedNode, root, typescriptArgs } from "./run.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";
import { generatePrismaClient } from "./setup/prisma-client.mjs";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old; 20.19 or newer is needed. Get it from https://nodejs.org and run npm start again.`,
  );
  process.exit(1);
}

await installNodeModules(root, (line) => console.log(line));
generatePrismaClient(root);

const child = spawn(pinnedNode(), [...typescriptArgs, "scripts/start/main.ts", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
// The terminal sends Ctrl-C to the whole group; the child stops its parts in order and ends by itself.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
