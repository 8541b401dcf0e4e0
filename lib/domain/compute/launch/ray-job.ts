import type { LaunchSpec } from "./launch-spec";
import { shellWord, workerCommand } from "./worker-command";

/** Older ones have no token authentication: whoever reaches the port runs code on the cluster. */
const LEAST = [2, 52];
const GB = 1024 ** 3;

/** Body of `POST /api/jobs/`. The GPU is reserved for the entrypoint, which is the worker itself. */
export function rayJob(spec: LaunchSpec, attempt: number): object {
  const { argv, env } = workerCommand(spec, `.mfworker/${spec.name}`);
  return {
    submission_id: `${spec.name}-${attempt}`,
    entrypoint: ["timeout", `${spec.maxHours}h`, spec.python, ...argv].map(shellWord).join(" "),
    entrypoint_num_cpus: spec.cpus,
    entrypoint_num_gpus: spec.gpus,
    entrypoint_memory: spec.memoryGb * GB,
    runtime_env: { env_vars: env },
    metadata: { launcher: "modelfactory", name: spec.name },
  };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Why no secret is sent to this cluster, as a sentence; null when it may be. Without a token anybody who reaches the
 * address could read it, and without TLS anybody in between.
 */
export function rayRefusal(cluster: { url: URL; token: string | null; version: string }): string | null {
  const [major = 0, minor = 0] = cluster.version.split(".").map(Number);
  if (!(major > (LEAST[0] as number) || (major === LEAST[0] && minor >= (LEAST[1] as number))))
    return `The cluster runs Ray ${cluster.version}; ${LEAST.join(".")} is the first with token authentication. Upgrade it.`;
  if (!cluster.token) return "Set RAY_AUTH_TOKEN: a cluster without a token runs what anybody sends it.";
  if (cluster.url.protocol !== "https:" && !LOOPBACK.test(cluster.url.hostname))
    return `${cluster.url.host} is not this machine, so the token and the worker's secret need https.`;
  return null;
}
