/** `npm test`: installs what is missing, then runs the unit and integration tests of the TypeScript side. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pinnedNode, root } from "./run.mjs";
import { installNodeModules } from "./setup/node-modules.mjs";

await installNodeModules(root, (line) => console.log(line));
const run = (args, env = {}) => {
  const result = spawnSync(pinnedNode(), args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
};
run([join(root, "node_modules/prisma/build/index.js"), "generate"], {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  DATABASE_URL: "postgresql://unset",
});
run([join(root, "node_modules/vitest/vitest.mjs"), "run", "lib/domain"]);
