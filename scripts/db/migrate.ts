/** Brings a database to the newest migration. Usage: run.mjs scripts/db/migrate.ts <databaseUrl> */
import { migrationList, withSchemaEngine } from "./schema-engine";

/** @returns names of the migrations that were applied now. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  return withSchemaEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrationList(),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  });
}

if (import.meta.main) {
  const [url] = process.argv.slice(2);
  if (!url) throw new Error("Give the database address: run.mjs scripts/db/migrate.ts <databaseUrl>");
  const applied = await migrate(url);
  console.log(applied.length ? `applied ${applied.join(", ")}` : "nothing to apply");
}
