import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { workerCommand } from "@/lib/domain/compute/launch/worker-command";
import { root } from "../run.mjs";
import { ensurePythonEnv } from "../setup/python.mjs";
import { LaunchError, type Launcher } from "./launcher";

const WORKER = join(root, "workers", "gpu");
const folderOf = (name: string): string => join(root, ".modelfactory", "launched", name);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process of this machine that outlives the command; its id is the process's. */
export const local: Launcher = {
  render: (spec) => [spec.python, ...workerCommand(spec, folderOf(spec.name)).argv].join(" "),
  start: async (spec) => {
    const { python } = await ensurePythonEnv({ root, log: () => undefined });
    const folder = folderOf(spec.name);
    mkdirSync(folder, { recursive: true });
    const log = openSync(join(folder, "worker.log"), "a");
    const { argv, env } = workerCommand(spec, folder);
    const child = spawn(python, argv, {
      cwd: WORKER,
      env: { ...process.env, PYTHONPATH: WORKER, ...env },
      stdio: ["ignore", log, log],
      detached: true,
    });
    child.unref();
    if (!child.pid) throw new LaunchError("The worker's process could not be started.");
    return { id: String(child.pid) };
  },
  status: async (id) => (isAlive(Number(id)) ? "running" : "ended"),
  stop: async (id) => {
    if (isAlive(Number(id))) process.kill(Number(id), "SIGTERM");
  },
};
