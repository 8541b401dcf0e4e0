import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { LaunchSpec } from "@/lib/domain/compute/launch/launch-spec";
import { slurmScript } from "@/lib/domain/compute/launch/slurm-script";
import { shellWord, workerCommand } from "@/lib/domain/compute/launch/worker-command";
import type { Launcher } from "./launcher";
import { runTool } from "./run-tool";

/** In the home folder, which the nodes of such clusters share. */
const secretFile = (spec: LaunchSpec): string => join(homedir(), ".mfworker", `${spec.name}.env`);

export const slurm: Launcher = {
  render: (spec) => slurmScript(spec, secretFile(spec)),
  start: async (spec) => {
    const file = secretFile(spec);
    await mkdir(join(homedir(), ".mfworker"), { recursive: true, mode: 0o700 });
    const lines = Object.entries(workerCommand(spec, "").env).map(
      ([name, value]) => `${name}=${shellWord(value)}\n`,
    );
    await rm(file, { force: true });
    await writeFile(file, lines.join(""), { mode: 0o600 });
    const printed = await runTool("sbatch", ["--parsable", "--export=NONE"], {
      input: slurmScript(spec, file),
    });
    // With several clusters it prints `id;cluster`.
    return { id: printed.trim().split(";")[0] ?? "" };
  },
  status: async (id) => {
    const state = (await runTool("squeue", ["--noheader", "--jobs", id, "--format", "%T"])).trim();
    return state ? state.toLowerCase() : "ended";
  },
  stop: async (id) => {
    await runTool("scancel", [id]);
  },
};
