import "server-only";
import { rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** The database engine is native code beside its own files, so it is loaded from where it is installed. */
const duckdbInPlace: Plugin = {
  name: "duckdb-in-place",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@duckdb\/node-api$/ }, ({ path }) => ({
      path: createRequire(import.meta.url).resolve(path),
      external: true,
    })),
};

/**
 * Makes a child a program of its own, plain JavaScript without the application around it: it starts in a tenth of a
 * second, and nothing but it and the engine has to be readable from inside its sandbox. The folder appears whole, since
 * another process may be starting children from it.
 * @returns path of the entry
 */
export async function bundleChild(source: string, folder: string): Promise<string> {
  const made = `${folder}.part`;
  await rm(made, { recursive: true, force: true });
  await build({
    entryPoints: { main: source },
    outdir: made,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["react-server"],
    plugins: [duckdbInPlace],
    // Packages written for CommonJS ask for `require` inside an ES module.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: "error",
  });
  await rm(folder, { recursive: true, force: true });
  await rename(made, folder);
  return join(folder, "main.mjs");
}
