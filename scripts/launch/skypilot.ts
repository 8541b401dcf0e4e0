import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { skyTask } from "@/lib/domain/compute/launch/sky-task";
import { workerCommand } from "@/lib/domain/compute/launch/worker-command";
import type { Launcher } from "./launcher";
import { runTool } from "./run-tool";

const STATES = /\b(PENDING|STARTING|RUNNING|RECOVERING|SUCCEEDED|CANCELLED|FAILED\w*)\b/;

/** A managed job of the `sky` command, on whichever clouds it is logged in to. */
export const skypilot: Launcher = {
  render: (spec) => stringify(skyTask(spec)),
  start: async (spec) => {
    const folder = await mkdtemp(join(tmpdir(), "mf-sky-"));
    const file = join(folder, "task.yaml");
    try {
      await writeFile(file, stringify(skyTask(spec)));
      const { env, secretName } = workerCommand(spec, "");
      const how = ["--yes", "--detach-run", "--name", spec.name, "--secret", secretName];
      await runTool("sky", ["jobs", "launch", ...how, file], { env });
      return { id: spec.name };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  status: async (id) => {
    const lines = (await runTool("sky", ["jobs", "queue", "--refresh"])).split("\n");
    const line = lines.find((one) => one.split(/\s+/).includes(id));
    return line?.match(STATES)?.[0].toLowerCase() ?? "ended";
  },
  stop: async (id) => {
    await runTool("sky", ["jobs", "cancel", "--yes", "--name", id]);
  },
};
