import "server-only";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";

/** Source of the table child's entry, from the repository's root: bundled code does not know where it came from. */
export const TABLE_CHILD = join("lib", "server", "datanets", "tables", "child", "main.ts");

/** Where the keeper puts the bundled child; the pages' process starts it from there. */
export function tableChildFolder(): string {
  return join(serverEnv().stateDir, "table-child");
}

/** @throws AppError upstream_unavailable before the keeper has made the child */
export function tableChildEntry(): string {
  const entry = join(tableChildFolder(), "main.mjs");
  if (existsSync(entry)) return entry;
  throw new AppError("upstream_unavailable", "The keeper is still starting. Try again in a few seconds.", {
    reason: "starting",
    retryAfterS: 5,
  });
}
