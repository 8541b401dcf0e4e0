import "server-only";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverEnv } from "@/lib/env/server-env";
import { logger } from "@/lib/server/http/logger";
import { bundleChild } from "../sandbox/bundle-child";
import { findSandbox } from "../sandbox/sandbox-command";
import { TABLE_CHILD, tableChildFolder } from "../tables/table-child";
import { claimImport } from "./claim-import";
import { IMPORT_CHILD } from "./import-child";
import { runImport } from "./run-import";
import { CHILDREN, CLAIM_EVERY_MS } from "./tunables";

/** The keeper's share of imports: claims jobs and runs as many children as cores allow. Ends with the signal. */
export async function runImportJobs(signal: AbortSignal): Promise<void> {
  const modules = join(process.cwd(), "node_modules");
  // The pages start this one for queries; whoever keeps the machine's children makes it.
  await bundleChild(TABLE_CHILD, tableChildFolder());
  const entry = await bundleChild(IMPORT_CHILD, join(serverEnv().stateDir, "import-child"));
  const sandbox = findSandbox();
  if (!sandbox.networkless)
    logger.warn("Import children keep the machine's network: network namespaces are not available here.");
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      const job = running.size < CHILDREN ? await claimImport() : null;
      if (job) {
        const run = runImport(job, { entry, modules }, signal)
          .catch((error) => logger.error({ job: job.id, err: error }, "An import failed; it is tried again."))
          .finally(() => running.delete(run));
        running.add(run);
        continue;
      }
    } catch (error) {
      logger.error({ err: error }, "Imports could not be claimed; it is tried again.");
    }
    await sleep(CLAIM_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(running);
}
