import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instance, type InstanceOptions, startInstance } from "../../start/instance";
import { freePorts } from "../../start/ports";

/**
 * A production build on a folder and ports of its own. The process takes on the app's environment, so operations that
 * are imported afterwards write into the same database.
 */
export async function startBenchInstance(
  without: InstanceOptions["without"],
): Promise<Instance & { stateDir: string }> {
  const stateDir = mkdtempSync(join(tmpdir(), "modelfactory-bench-"));
  const instance = await startInstance({
    stateDir,
    ports: await freePorts(),
    dev: false,
    ...(without && { without }),
    say: (line) => console.log(line),
  });
  Object.assign(process.env, instance.env, { LOG_LEVEL: "warn" });
  return {
    ...instance,
    stateDir,
    stop: async () => {
      await instance.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
