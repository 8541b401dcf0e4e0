/** Generates the typed database client when it is missing or belongs to another schema. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "../run.mjs";

/**
 * `generate` asks for a schema engine that it does not use; any program will do for it.
 * @param {string} root
 * @throws Error with Prisma's own words
 */
export function generatePrismaClient(root) {
  const hash = createHash("sha256");
  const folder = join(root, "prisma", "schema");
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  const stamp = hash.digest("hex");
  const stampFile = join(root, ".modelfactory", "prisma-client");
  const made = existsSync(join(root, "lib/generated/prisma/client.ts"));
  if (made && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const cli = join(root, "node_modules", "prisma", "build", "index.js");
  const result = spawnSync(pinnedNode(), [cli, "generate"], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      DATABASE_URL: "postgresql://unset",
    },
  });
  if (result.status !== 0)
    throw new Error(`prisma generate failed:\n${`${result.stdout}${result.stderr}`.trim().slice(-3000)}`);
  mkdirSync(join(root, ".modelfactory"), { recursive: true });
  writeFileSync(stampFile, stamp);
}
