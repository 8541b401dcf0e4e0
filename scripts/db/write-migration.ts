/**
 * Writes the next migration: the difference between the newest migration and prisma/schema.
 * Usage: run.mjs scripts/db/write-migration.ts <shadowDatabaseUrl> <name>. The shadow database must be empty.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "./migrate";
import { migrationList, schemaFiles, withSchemaEngine } from "./schema-engine";

const [shadowUrl, name] = process.argv.slice(2);
if (!shadowUrl || !name) throw new Error("Give the address of an empty database and a name for the migration.");

const known = migrationList().migrationDirectories.length;
if (known > 0) await migrate(shadowUrl);
const files = schemaFiles();
let script = "";
await withSchemaEngine(
  shadowUrl,
  (engine) =>
    engine.diff({
      from: known > 0 ? { tag: "url", url: shadowUrl } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: { externalTables: ["_prisma_migrations"], externalEnums: [] },
    }),
).then((result) => {
  script = result.stdout ?? "";
});
const directory = join(import.meta.dirname, "../../prisma/migrations", `${String(known + 1).padStart(4, "0")}_${name}`);
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, "migration.sql"), script);
console.log(`wrote ${directory}/migration.sql (${script.length} bytes)`);
