/**
 * Prisma's schema engine as WebAssembly. The native engine is fetched from its vendor's host at install time, which
 * fails behind a closed network; this one comes with npm. It compares schema files only: its reading of a database's
 * catalogue does not understand what the PostgreSQL adapter answers.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";

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

/**
 * SQL that leads from one set of schema files to another; from nothing when `from` is empty. The engine asks the
 * server at `databaseUrl` for its version and touches nothing there.
 */
export async function diffSchemas(
  databaseUrl: string,
  from: SchemaContainer[],
  to: SchemaContainer[],
): Promise<string> {
  const Engine = await loadEngineClass();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const engine = await Engine.new(
    { datamodels: to.map((file) => [file.path, file.content]) },
    () => {},
    adapter,
  );
  try {
    const { stdout } = await engine.diff({
      from: from.length > 0 ? { tag: "schemaDatamodel", files: from } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: to },
      shadowDatabaseUrl: null,
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    } as never);
    return stdout ?? "";
  } finally {
    engine.free();
  }
}
