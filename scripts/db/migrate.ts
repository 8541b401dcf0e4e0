/**
 * Brings a database to the newest migration. Usage: node scripts/run.mjs scripts/db/migrate.ts <databaseUrl>
 *
 * Keeps Prisma's own `_prisma_migrations` table, so its tools see the same history. The scripts are sent to PostgreSQL
 * as they are: the WebAssembly engine cuts them at semicolons and breaks the bodies of functions.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const MIGRATIONS_DIR = join(import.meta.dirname, "../../prisma/migrations");
/** One process migrates at a time, whoever starts first. */
const LOCK = 72_707_369;

const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

type Migration = { name: string; sql: string; checksum: string };

function migrations(): Migration[] {
  return readdirSync(MIGRATIONS_DIR, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const sql = readFileSync(join(MIGRATIONS_DIR, entry.name, "migration.sql"), "utf8");
      return { name: entry.name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${migration.name} failed and changed nothing: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/**
 * @returns names of the migrations that were applied now
 * @throws Error when an applied migration is unknown here or was edited since: the code is older than the database, or other
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query(HISTORY);
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      'SELECT migration_name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    const known = migrations();
    for (const row of rows) {
      const here = known.find((migration) => migration.name === row.migration_name);
      if (here?.checksum !== row.checksum) {
        throw new Error(
          `The database was migrated with "${row.migration_name}", which this checkout ${here ? "has in another form" : "does not have"}. ` +
            "Use the version of the code that made it, or begin anew with: npm run reset (the old folder is kept).",
        );
      }
    }
    const done = new Set(rows.map((row) => row.migration_name));
    const open = known.filter((migration) => !done.has(migration.name));
    for (const migration of open) await apply(client, migration);
    return open.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  const [url] = process.argv.slice(2);
  if (!url) throw new Error("Give the database address: run.mjs scripts/db/migrate.ts <databaseUrl>");
  const applied = await migrate(url);
  console.log(applied.length ? `applied ${applied.join(", ")}` : "nothing to apply");
}
