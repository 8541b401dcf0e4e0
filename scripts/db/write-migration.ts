/**
 * Writes the next migration: from the committed prisma/schema to the one in the working tree.
 * Usage: node scripts/run.mjs scripts/db/write-migration.ts <name>
 *
 * What changes rows as well as tables is added to the file by hand before it is committed.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../start/ports";
import { createPostgres, databaseUrl } from "../start/postgres";
import { diffSchemas } from "./schema-engine";

const root = join(import.meta.dirname, "../..");
const FOLDER = "prisma/schema";
const MIGRATIONS = join(root, "prisma/migrations");

const [name] = process.argv.slice(2);
if (!name) throw new Error("Give the migration a name: write-migration.ts <name>");

const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" });
const committed = git("ls-tree", "--name-only", "HEAD", `${FOLDER}/`)
  .split("\n")
  .filter((path) => path.endsWith(".prisma"))
  .map((path) => ({ path, content: git("show", `HEAD:${path}`) }));
const present = readdirSync(join(root, FOLDER))
  .filter((file) => file.endsWith(".prisma"))
  .map((file) => `${FOLDER}/${file}`)
  .map((path) => ({ path, content: readFileSync(join(root, path), "utf8") }));

const stateDir = mkdtempSync(join(tmpdir(), "modelfactory-migration-"));
const { database: port } = await freePorts();
const server = await createPostgres({ stateDir, port, password: "migration", say: console.log });
await server.start();
try {
  const sql = await diffSchemas(databaseUrl(port, "migration"), committed, present);
  const known = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folder = join(MIGRATIONS, `${String(known.length + 1).padStart(4, "0")}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  console.log(`wrote ${join(folder, "migration.sql")}: ${sql.length} bytes`);
} finally {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
}
