import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode, root } from "../run.mjs";

/** Build output lies beside the other things that this checkout makes; it is the same for every instance. */
export const BUILD_DIR = ".modelfactory/build";
const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "tsconfig.json",
];

function fingerprint(): string {
  const hash = createHash("sha256");
  const visit = (path: string): void => {
    if (!existsSync(path)) return;
    const info = statSync(path);
    if (info.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const source of SOURCES) visit(join(root, source));
  return hash.digest("hex");
}

function run(command: string[], env: Record<string, string>, what: string): void {
  const [file = "", ...args] = command;
  const result = spawnSync(file, args, { cwd: root, encoding: "utf8", env: { ...process.env, ...env } });
  if (result.status !== 0)
    throw new Error(`${what} failed:\n${`${result.stdout}\n${result.stderr}`.trim().slice(-4000)}`);
}

/** Builds the app when its sources changed since the last build. @returns whether it was built now */
export function buildApp(): boolean {
  const stampFile = join(root, BUILD_DIR, "modelfactory-sources");
  const stamp = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return false;
  run(
    [pinnedNode(), join(root, "node_modules", "next", "dist", "bin", "next"), "build"],
    { NEXT_TELEMETRY_DISABLED: "1", NEXT_DIST_DIR: BUILD_DIR, NODE_ENV: "production" },
    "The app's build",
  );
  writeFileSync(stampFile, stamp);
  return true;
}
