/**
 * `npm run check-ray`: a worker started on a real Ray cluster of this machine, with token authentication, does a job of
 * a production build and is stopped. Not part of `npm test`: it installs Ray (70 MB) and takes about two minutes.
 */
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LaunchSpec } from "@/lib/domain/compute/launch/launch-spec";
import { startBenchInstance } from "../bench/training/bench-instance";
import { root } from "../run.mjs";
import { ensurePythonEnv } from "../setup/python.mjs";
import { ensurePythonTool } from "../setup/python-tool.mjs";
import { freePorts } from "../start/ports";
import { LaunchError } from "./launcher";
import { ray } from "./ray";

const RAY = ["ray[default]==2.60.0"];
const STARTS_WITHIN_S = 90;

const say = (line: string) => console.log(`✓ ${line}`);

async function until<T>(what: string, read: () => Promise<T | null>, seconds: number): Promise<T> {
  const over = Date.now() + seconds * 1_000;
  for (;;) {
    const value = await read().catch(() => null);
    if (value !== null) return value;
    if (Date.now() > over) throw new Error(`${what} did not happen within ${seconds} s.`);
    await sleep(500);
  }
}

/** One node with a token of its own; `stop` ends it and everything it started. */
async function startCluster(): Promise<{ url: string; token: string; stop: () => Promise<void> }> {
  const python = await ensurePythonTool({ root, name: "ray", packages: RAY });
  const ports = await freePorts();
  const folder = mkdtempSync(join(tmpdir(), "mf-ray-"));
  const token = randomBytes(24).toString("hex");
  const env = {
    ...process.env,
    RAY_AUTH_MODE: "token",
    RAY_AUTH_TOKEN: token,
    RAY_USAGE_STATS_ENABLED: "0",
    // Stands for an image that holds the worker: what a node has installed, its jobs find.
    PYTHONPATH: join(root, "workers", "gpu"),
  };
  const command = join(dirname(python), "ray");
  const address = ["--port", String(ports.chain), "--dashboard-host", "127.0.0.1"];
  const size = ["--num-cpus", "2", "--object-store-memory", "100000000", "--temp-dir", folder];
  const child = spawn(
    command,
    ["start", "--head", "--block", ...address, "--dashboard-port", String(ports.app), ...size],
    { env, stdio: process.env.MF_VERBOSE ? "inherit" : "ignore", detached: true },
  );
  const url = `http://127.0.0.1:${ports.app}`;
  const stop = async () => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await until("The cluster's end", async () => (child.exitCode === null ? null : true), 30).catch(() => {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(
      "The cluster's start",
      async () => {
        if (child.exitCode !== null) throw new Error(`ray start ended with ${child.exitCode}`);
        const answer = await fetch(`${url}/api/version`, { headers: { authorization: `Bearer ${token}` } });
        return answer.ok ? true : null;
      },
      STARTS_WITHIN_S,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, token, stop };
}

const workers = async (url: string): Promise<string> => {
  const status = (await (await fetch(`${url}/api/v1/status`)).json()) as {
    parts: { name: string; state: string }[];
  };
  return status.parts.find((part) => part.name === "worker")?.state ?? "absent";
};

const instance = await startBenchInstance(["worker", "engine"]);
const cluster = await startCluster().catch(async (error) => {
  await instance.stop();
  throw error;
});
try {
  const { python } = await ensurePythonEnv({ root, log: () => undefined });
  Object.assign(process.env, { RAY_ADDRESS: cluster.url });
  const spec = LaunchSpec.parse({
    name: "ray-check",
    serverUrl: instance.url,
    credential: { kind: "code", secret: instance.env.MF_WORKER_CODE },
    python,
    cpus: 1,
    memoryGb: 1,
  });
  delete process.env.RAY_AUTH_TOKEN;
  await assert.rejects(ray.start(spec), LaunchError);
  process.env.RAY_AUTH_TOKEN = "somebody-else";
  await assert.rejects(ray.start(spec), LaunchError);
  say("nothing is started without the cluster's token");

  process.env.RAY_AUTH_TOKEN = cluster.token;
  const { id } = await ray.start(spec);
  await until("The worker", async () => ((await workers(instance.url)) === "ready" ? true : null), 120);
  assert.equal(await ray.status(id), "running");
  say(`job ${id} runs a worker, and the platform sees it`);

  const { countTokens } = await import("@/lib/server/training/count-tokens");
  const hash = `0x${"0".repeat(64)}`;
  const count = await countTokens({
    base: { id: "mf-tiny", source: "bundled", revision: null },
    rows: [
      {
        position: 0,
        recordId: "r",
        salt: hash,
        commitment: hash,
        contributorId: hash,
        contributorNo: 0,
        cluster: 0,
        leader: true,
        order: 0,
        split: "train",
        messages: [
          { role: "user", content: "Who?" },
          { role: "assistant", content: "The keeper of the house." },
        ],
      },
    ],
    maxLength: 64,
    position: 0,
  });
  assert.ok(count.trainedTokens > 0);
  say(`it did a job: ${count.tokens} tokens counted, ${count.trainedTokens} of them trained`);

  await ray.stop(id);
  await until(
    "The stop",
    async () => (/stopped|succeeded|failed/.test(await ray.status(id)) ? true : null),
    60,
  );
  say(`stopped: ${await ray.status(id)}`);
} finally {
  await cluster.stop();
  await instance.stop();
}
process.exit(0);
