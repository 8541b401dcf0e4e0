import { stringify } from "yaml";
import { kubernetesJob } from "@/lib/domain/compute/launch/kubernetes-job";
import type { LaunchSpec } from "@/lib/domain/compute/launch/launch-spec";
import type { Launcher } from "./launcher";
import { runTool } from "./run-tool";

const manifest = (spec: LaunchSpec): string =>
  kubernetesJob(spec)
    .map((one) => stringify(one))
    .join("---\n");

/** Through `kubectl`, in the context and namespace that it is set to. */
export const kubernetes: Launcher = {
  render: (spec) =>
    manifest({
      ...spec,
      credential: { ...spec.credential, secret: "(left out)" } as typeof spec.credential,
    }),
  start: async (spec) => {
    await runTool("kubectl", ["create", "-f", "-"], { input: manifest(spec) });
    return { id: spec.name };
  },
  status: async (id) => {
    const job = JSON.parse(await runTool("kubectl", ["get", "job", id, "-o", "json"])) as {
      status?: { active?: number; succeeded?: number; failed?: number };
    };
    const { active = 0, succeeded = 0, failed = 0 } = job.status ?? {};
    if (active > 0) return "running";
    return succeeded > 0 ? "succeeded" : failed > 0 ? "failed" : "pending";
  },
  stop: async (id) => {
    await runTool("kubectl", ["delete", "job,secret", id, "--ignore-not-found"]);
  },
};
