/** Installs the Node modules of the lockfile when they are missing or belong to another lockfile. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @param {string} root @param {(line: string) => void} log */
export async function installNodeModules(root, log) {
  const stampFile = join(root, "node_modules", ".modelfactory-stamp");
  const stamp = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const startedAt = Date.now();
  log("· Node modules: installing (once, about two minutes)");
  // Not `npm ci`: it refuses a lockfile that lacks other systems' optional packages, which registries behind a
  // mirror may not serve to whoever wrote it. `install` takes the locked versions and adds this system's own.
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    // The engine that Prisma would fetch is not used (scripts/db/schema-engine.ts), so its host need not answer.
    env: {
      ...process.env,
      PRISMA_SKIP_POSTINSTALL_GENERATE: "1",
      PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: "1",
      NEXT_TELEMETRY_DISABLED: "1",
    },
  });
  if (result.status !== 0) {
    console.error(
      `npm install failed:\n${(result.stderr || result.stdout).slice(-3000)}\nMend the cause, then run the same command again.`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
  log(`✓ Node modules (${Math.round((Date.now() - startedAt) / 1000)} s)`);
}
