/** `npm run check`: everything that can be said about the code without running the product. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { nativeForge } from "./chain/native-forge.mjs";
import { pinnedNode, root } from "./run.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";
import { generatePrismaClient } from "./setup/prisma-client.mjs";
import { ensurePythonEnv } from "./setup/python.mjs";

await installNodeModules(root, (line) => console.log(line));
const bin = (name) => join(root, "node_modules", ".bin", name);
const { python } = await ensurePythonEnv({ root, log: (line) => console.log(line) });
const tool = (name) => join(python, "..", name);
generatePrismaClient(root);

const CHECKS = [
  ["format and lint", bin("biome"), ["check", "--error-on-warnings", "."]],
  ["route types", pinnedNode(), [join(root, "node_modules/next/dist/bin/next"), "typegen"]],
  ["types", bin("tsc"), ["--noEmit", "-p", "."]],
  [
    "imports",
    bin("depcruise"),
    ["app", "lib", "components", "scripts", "--config", ".dependency-cruiser.cjs"],
  ],
  ["unused exports", bin("knip"), ["--no-progress"]],
  ["generated files", pinnedNode(), ["scripts/gen.mjs", "--check"]],
  ["Python format and lint", tool("ruff"), ["check", "workers/gpu"]],
  ["Python types", tool("pyright"), ["--project", "workers/gpu", "--pythonpath", python]],
  ["Solidity format", nativeForge(), ["fmt", "--check", "--root", "contracts"]],
  ["contract trees and attacks", pinnedNode(), ["scripts/chain/check-trees.mjs"]],
  ["contract analysis", pinnedNode(), ["scripts/contracts.mjs", "slither"]],
];

let failed = 0;
for (const [name, command, args, env] of CHECKS) {
  const startedAt = Date.now();
  if (!existsSync(command)) {
    console.log(`✗ ${name}: ${command} is missing`);
    failed += 1;
    continue;
  }
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
    maxBuffer: 64 << 20,
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (result.status === 0) console.log(`✓ ${name} (${seconds} s)`);
  else {
    failed += 1;
    console.log(`✗ ${name} (${seconds} s)\n${`${result.stdout}${result.stderr}`.trim().slice(-6000)}\n`);
  }
}
console.log(failed === 0 ? "All checks passed." : `${failed} of ${CHECKS.length} checks failed.`);
process.exit(failed === 0 ? 0 : 1);
