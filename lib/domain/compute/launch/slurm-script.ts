import type { LaunchSpec } from "./launch-spec";
import { shellWord, workerCommand } from "./worker-command";

/**
 * A batch script for `sbatch`. The secret is read from a file that only its owner can read: a script's text is shown to
 * whoever may look at the job.
 * @param secretFile on the nodes, as `NAME=value` lines
 */
export function slurmScript(spec: LaunchSpec, secretFile: string): string {
  const { argv } = workerCommand(spec, `.mfworker/${spec.name}`);
  const directives = [
    `--job-name=${spec.name}`,
    `--cpus-per-task=${spec.cpus}`,
    `--mem=${spec.memoryGb}G`,
    `--time=${spec.maxHours}:00:00`,
    "--ntasks=1",
    // The worker saves its state within this time before the scheduler ends it.
    "--signal=B:TERM@90",
    `--output=mfworker-${spec.name}-%j.log`,
    ...(spec.gpus > 0 ? [`--gpus=${spec.gpus}`] : []),
  ];
  return `${[
    "#!/bin/bash",
    ...directives.map((directive) => `#SBATCH ${directive}`),
    "set -euo pipefail",
    "set -a",
    `. ${shellWord(secretFile)}`,
    "set +a",
    // The batch shell gets the signal; without this it would wait for the worker instead of passing it on.
    `${[spec.python, ...argv].map(shellWord).join(" ")} &`,
    "worker=$!",
    `trap 'kill -TERM "$worker"; wait "$worker"' TERM INT`,
    'wait "$worker"',
  ].join("\n")}\n`;
}
