import type { LaunchSpec } from "./launch-spec";
import { shellWord, workerCommand } from "./worker-command";

/** A SkyPilot managed job: recovered on another machine when the rented one is taken away. The secret is passed beside it. */
export function skyTask(spec: LaunchSpec): object {
  const { argv, secretName } = workerCommand(spec, "~/.mfworker");
  // The tilde has to stay outside of quotes.
  const command = [spec.python, ...argv]
    .map((word) => (word.startsWith("~/") ? word : shellWord(word)))
    .join(" ");
  return {
    name: spec.name,
    resources: {
      cpus: `${spec.cpus}+`,
      memory: `${spec.memoryGb}+`,
      ...(spec.gpus > 0 && { accelerators: `GPU:${spec.gpus}` }),
      ...(spec.image && { image_id: `docker:${spec.image}` }),
      use_spot: true,
    },
    num_nodes: 1,
    // Its value comes from the launcher's own environment and is kept out of files.
    secrets: { [secretName]: null },
    run: `timeout --signal=TERM --kill-after=90 ${spec.maxHours}h ${command}\n`,
  };
}
