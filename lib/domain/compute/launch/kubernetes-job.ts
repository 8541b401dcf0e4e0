import type { LaunchSpec } from "./launch-spec";
import { workerCommand } from "./worker-command";

const DAY_S = 86_400;

/**
 * A Secret and a Job: one pod, restarted twice at most, ended by the cluster after its hours and removed a day later.
 * It runs as nobody, writes into one folder of its own and needs no access to the cluster.
 * @throws Error without an image
 */
export function kubernetesJob(spec: LaunchSpec): object[] {
  if (!spec.image) throw new Error("Kubernetes starts containers: name the worker's image with --image.");
  const { argv, env, secretName } = workerCommand(spec, "/state");
  const labels = { "app.kubernetes.io/name": "mfworker", "app.kubernetes.io/instance": spec.name };
  const limits = {
    cpu: String(spec.cpus),
    memory: `${spec.memoryGb}Gi`,
    ...(spec.gpus > 0 && { "nvidia.com/gpu": String(spec.gpus) }),
  };
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: spec.name, labels },
      type: "Opaque",
      stringData: env,
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: spec.name, labels },
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: spec.maxHours * 3_600,
        ttlSecondsAfterFinished: DAY_S,
        template: {
          metadata: { labels },
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 65_534,
              fsGroup: 65_534,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name: "worker",
                image: spec.image,
                command: [spec.python, ...argv],
                env: [
                  {
                    name: secretName,
                    valueFrom: { secretKeyRef: { name: spec.name, key: secretName } },
                  },
                  { name: "HOME", value: "/state" },
                ],
                resources: { requests: limits, limits },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
                volumeMounts: [
                  { name: "state", mountPath: "/state" },
                  { name: "tmp", mountPath: "/tmp" },
                ],
              },
            ],
            volumes: [
              { name: "state", emptyDir: {} },
              { name: "tmp", emptyDir: {} },
            ],
          },
        },
      },
    },
  ];
}
