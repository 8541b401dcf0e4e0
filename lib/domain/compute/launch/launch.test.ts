import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kubernetesJob } from "./kubernetes-job";
import { LaunchSpec } from "./launch-spec";
import { rayJob, rayRefusal } from "./ray-job";
import { skyTask } from "./sky-task";
import { slurmScript } from "./slurm-script";
import { shellWord } from "./worker-command";

const SECRET = "a-secret-that-is-nowhere-else";
const spec = LaunchSpec.parse({
  name: "night-shift",
  serverUrl: "https://models.example.org",
  credential: { kind: "code", secret: SECRET },
  image: "registry.example.org/mfworker@sha256:aa",
  gpus: 1,
  cpus: 8,
  memoryGb: 64,
  maxHours: 12,
});
const WORDS = [
  "-m", "mfworker", "run", "--url", "https://models.example.org", "--state", "/state",
  "--name", "night-shift", "--exit-when-idle", "300",
]; // biome-ignore format: one command line

/** Every place of a document where the secret stands, as paths. */
function placesOf(secret: string, value: unknown, path = ""): string[] {
  if (typeof value === "string") return value.includes(secret) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => placesOf(secret, inner, `${path}/${key}`));
}

describe("a worker started elsewhere", () => {
  it("on Kubernetes: a Secret, and a Job that ends by itself and may do nothing else", () => {
    const [secret, job] = kubernetesJob(spec);
    expect(placesOf(SECRET, [secret, job])).toEqual(["/0/stringData/MF_WORKER_CODE"]);
    expect(job).toMatchObject({
      apiVersion: "batch/v1",
      kind: "Job",
      spec: {
        activeDeadlineSeconds: 43_200,
        ttlSecondsAfterFinished: 86_400,
        backoffLimit: 2,
        template: {
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true },
            containers: [
              {
                command: ["python3", ...WORDS],
                resources: { limits: { cpu: "8", memory: "64Gi", "nvidia.com/gpu": "1" } },
                env: expect.arrayContaining([
                  {
                    name: "MF_WORKER_CODE",
                    valueFrom: { secretKeyRef: { name: "night-shift", key: "MF_WORKER_CODE" } },
                  },
                ]),
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              },
            ],
          },
        },
      },
    });
    expect(() => kubernetesJob({ ...spec, image: null })).toThrow(/--image/);
  });

  it("on Slurm: a script that bash reads as it was meant, without the secret", () => {
    const script = slurmScript(spec, "/home/ana/.mfworker/it's here.env");
    expect(script).toMatchInlineSnapshot(`
      "#!/bin/bash
      #SBATCH --job-name=night-shift
      #SBATCH --cpus-per-task=8
      #SBATCH --mem=64G
      #SBATCH --time=12:00:00
      #SBATCH --ntasks=1
      #SBATCH --signal=B:TERM@90
      #SBATCH --output=mfworker-night-shift-%j.log
      #SBATCH --gpus=1
      set -euo pipefail
      set -a
      . '/home/ana/.mfworker/it'\\''s here.env'
      set +a
      python3 -m mfworker run --url https://models.example.org --state .mfworker/night-shift --name night-shift --exit-when-idle 300 &
      worker=$!
      trap 'kill -TERM "$worker"; wait "$worker"' TERM INT
      wait "$worker"
      "
    `);
    expect(script).not.toContain(SECRET);
    expect(spawnSync("bash", ["-n"], { input: script }).status).toBe(0);
  });

  it("on SkyPilot: the secret is named and its value is not there", () => {
    const task = skyTask(spec);
    expect(placesOf(SECRET, task)).toEqual([]);
    expect(task).toMatchObject({
      name: "night-shift",
      resources: { cpus: "8+", memory: "64+", accelerators: "GPU:1", use_spot: true },
      secrets: { MF_WORKER_CODE: null },
      run: expect.stringMatching(/^timeout --signal=TERM --kill-after=90 12h python3 -m mfworker run .*--state ~\/\.mfworker /),
    });
  });

  it("on Ray: reserved for the entrypoint, the secret in its environment alone", () => {
    const job = rayJob(spec, 2);
    expect(placesOf(SECRET, job)).toEqual(["/runtime_env/env_vars/MF_WORKER_CODE"]);
    expect(job).toMatchObject({ submission_id: "night-shift-2", entrypoint_num_gpus: 1, entrypoint_num_cpus: 8 });
  });

  it("joins as a provider with a wallet's key instead of the operator's code", () => {
    const key = `0x${"1".repeat(64)}`;
    const provider = { ...spec, credential: { kind: "wallet" as const, secret: key } };
    expect(rayJob(provider, 1)).toMatchObject({
      entrypoint: expect.stringContaining("mfworker join https://models.example.org"),
      runtime_env: { env_vars: { MF_WORKER_WALLET_KEY: key } },
    });
    expect(LaunchSpec.safeParse({ ...provider, credential: { kind: "wallet", secret: "0x12" } }).success).toBe(false);
  });
}); // biome-ignore format: long lines are one fact each

describe("what is typed", () => {
  it("stays one word of a shell, whatever is in it", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !/[\0\n]/.test(text)),
        (text) => {
          const { stdout } = spawnSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" });
          expect(stdout).toBe(Buffer.from(text).toString());
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is no name that a cluster would refuse or read as something else", () => {
    for (const name of ["Night", "-x", "x-", "a b", "a;b", "", "a".repeat(41), "1a"])
      expect(LaunchSpec.safeParse({ ...spec, name }).success, name).toBe(false);
    for (const serverUrl of ["ftp://x", "file:///etc", "x"])
      expect(LaunchSpec.safeParse({ ...spec, serverUrl }).success, serverUrl).toBe(false);
    expect(LaunchSpec.safeParse({ ...spec, image: "x; rm -rf /" }).success).toBe(false);
  });
});

describe("a Ray cluster", () => {
  const refusal = (url: string, token: string | null, version: string) =>
    rayRefusal({ url: new URL(url), token, version });

  it("gets no secret without token authentication, without a token, or in the clear", () => {
    expect(refusal("https://ray.example.org", "t", "2.52.0")).toBeNull();
    expect(refusal("http://127.0.0.1:8265", "t", "3.0.0")).toBeNull();
    expect(refusal("http://localhost:8265", "t", "2.60.0.dev0")).toBeNull();
    expect(refusal("https://ray.example.org", "t", "2.51.2")).toMatch(/2\.52/);
    expect(refusal("https://ray.example.org", "t", "nonsense")).toMatch(/2\.52/);
    expect(refusal("https://ray.example.org", null, "2.60.0")).toMatch(/RAY_AUTH_TOKEN/);
    expect(refusal("http://ray.example.org", "t", "2.60.0")).toMatch(/https/);
    expect(refusal("http://127.0.0.1.example.org", "t", "2.60.0")).toMatch(/https/);
  });
});
