/**
 * Writes the next migration: the difference between the newest one and prisma/schema, against a database of its own.
 * Usage: node scripts/run.mjs scripts/db/write-migration.ts <name>
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../start/ports";
import { createPostgres, databaseUrl } from "../start/postgres";
import { migrate } from "./migrate";
import { migrationList, schemaFiles, withSchemaEngine } from "./schema-engine";

const [name] = process.argv.slice(2);
if (!name) throw new Error("Give the migration a name: write-migration.ts <name>");

const stateDir = mkdtempSync(join(tmpdir(), "modelfactory-migration-"));
const { database: port } = await freePorts();
const server = await createPostgres({ stateDir, port, password: "migration", say: console.log });
await server.start();
try {
  const url = databaseUrl(port, "migration");
  const known = migrationList().migrationDirectories.length;
  if (known > 0) await migrate(url);
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: known > 0 ? { tag: "url", url } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: schemaFiles() },
      script: true,
      exitCode: null,
      filters: { externalTables: ["public._prisma_migrations"], externalEnums: [] },
    }),
  );
  const folder = join(
    import.meta.dirname,
    "../../prisma/migrations",
    `${String(known + 1).padStart(4, "0")}_${name}`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), stdout ?? "");
  console.log(`wrote ${join(folder, "migration.sql")}: ${(stdout ?? "").length} bytes`);
} finally {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
}
