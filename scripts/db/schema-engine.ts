/**
 * Prisma's schema engine as WebAssembly, bound to a PostgreSQL address. The native engine is fetched
 * from its vendor's host at install time, which fails behind a closed network; this one comes with npm.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

const root = join(import.meta.dirname, "../..");
const SCHEMA_DIR = join(root, "prisma/schema");
const MIGRATIONS_DIR = join(root, "prisma/migrations");

/** PostgreSQL's `char` and `name` types and their arrays: the engine reads them from the catalogue and knows text only. */
const AS_TEXT = new Map([
  [18, 25],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);

function presentAsText(result: pg.QueryResult | undefined): void {
  for (const field of result?.fields ?? [])
    field.dataTypeID = AS_TEXT.get(field.dataTypeID) ?? field.dataTypeID;
}

type QueryCallback = (error: Error | null, result?: pg.QueryResult) => void;

/** The pool asks with a callback, the adapter with a promise; both see the catalogue's types as text. */
class CatalogueClient extends pg.Client {
  override query = ((...args: unknown[]) => {
    const ask = pg.Client.prototype.query as (...args: unknown[]) => Promise<pg.QueryResult> | undefined;
    const callback = args.at(-1);
    if (typeof callback === "function") {
      const done: QueryCallback = (error, result) => {
        presentAsText(result);
        (callback as QueryCallback)(error, result);
      };
      return ask.apply(this, [...args.slice(0, -1), done]);
    }
    return ask.apply(this, args)?.then((result) => {
      presentAsText(result);
      return result;
    });
  }) as pg.Client["query"];
}

async function loadEngineClass(): Promise<typeof SchemaEngine> {
  const require = createRequire(import.meta.url);
  const glue = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as unknown as {
    SchemaEngine: typeof SchemaEngine;
    __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
  };
  const file = join(require.resolve("@prisma/schema-engine-wasm"), "../schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue.SchemaEngine;
}

export function schemaFiles(): SchemaContainer[] {
  return readdirSync(SCHEMA_DIR)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => ({ path: join(SCHEMA_DIR, name), content: readFileSync(join(SCHEMA_DIR, name), "utf8") }));
}

export function migrationList(): MigrationList {
  const names = readdirSync(MIGRATIONS_DIR, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: MIGRATIONS_DIR,
    shadowDbInitScript: "",
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    migrationDirectories: names.map((name) => ({
      path: relative(MIGRATIONS_DIR, join(MIGRATIONS_DIR, name)),
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(MIGRATIONS_DIR, name, "migration.sql"), "utf8") },
      },
    })),
  };
}

/** Runs `work` with an engine connected to `databaseUrl`; connections are closed afterwards. */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const Engine = await loadEngineClass();
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    Client: CatalogueClient,
    max: 2,
  } as pg.PoolConfig);
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await Engine.new(
    { datamodels: schemaFiles().map((f) => [f.path, f.content]) },
    () => {},
    factory,
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}
