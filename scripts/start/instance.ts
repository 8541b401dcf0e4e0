import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "viem";
import { localRoleAccount } from "@/lib/server/chain/local-keys";
import { deployContracts, localDeployOptions } from "../chain/deploy";
import { buildContracts } from "../chain/forge-artifacts";
import { migrate } from "../db/migrate";
import { pinnedNode, root, typescriptArgs } from "../run.mjs";
import { ensurePythonEnv } from "../setup/python.mjs";
import { bindInstance } from "./bind-instance";
import { BUILD_DIR, buildApp } from "./build-app";
import { createChain } from "./chain";
import { Part } from "./part";
import { assertPortsFree, type Ports } from "./ports";
import { createPostgres, databaseUrl } from "./postgres";
import { leave, takeOver } from "./running-parts";
import { ensureSecrets, type Secrets } from "./secrets";

export type InstanceOptions = {
  stateDir: string;
  ports: Ports;
  dev: boolean;
  /** Parts that may be left out by tests. */
  without?: ("worker" | "engine")[];
  say: (line: string) => void;
};

export type PartName = "database" | "chain" | "engine" | "app" | "keeper" | "worker";

export type Instance = {
  url: string;
  env: Record<string, string>;
  parts: Map<PartName, Part>;
  mnemonic: string;
  stop: () => Promise<void>;
};

/** Runs a step and prints one line with its time. */
async function step<T>(
  say: (line: string) => void,
  name: string,
  work: () => Promise<T> | T,
  note: (result: T) => string = () => "",
): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  const extra = note(result);
  say(`✓ ${name}${extra ? `: ${extra}` : ""} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
}

function instanceEnv(
  options: InstanceOptions,
  secrets: Secrets,
  database: string,
  rpc: string,
): Record<string, string> {
  const { ports } = options;
  const origins = process.env.APP_ORIGINS ?? `http://localhost:${ports.app},http://127.0.0.1:${ports.app}`;
  return {
    NODE_ENV: options.dev ? "development" : "production",
    MF_STATE_DIR: options.stateDir,
    DATABASE_URL: database,
    CHAIN_RPC_URL: rpc,
    APP_ORIGINS: origins,
    MF_ENGINE_URL: process.env.MF_ENGINE_URL ?? `http://127.0.0.1:${ports.engine}`,
    MF_ENGINE_TOKEN: secrets.engineToken,
    MF_LINKS_TOKEN: secrets.linksToken,
    MF_BLOB_SECRET: secrets.blobSecret,
    MF_WORKER_CODE: secrets.workerCode,
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_DIST_DIR: BUILD_DIR,
  };
}

async function respondsOk(url: string, headers: Record<string, string> = {}): Promise<boolean> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(3_000) });
  return response.ok;
}

/** Starts every part of a local instance in order; each printed line is one step with its time. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { say, ports, stateDir } = options;
  const parts = new Map<PartName, Part>();
  const stop = async () => {
    for (const name of ["worker", "keeper", "app", "engine", "chain", "database"] as const)
      await parts.get(name)?.stop();
    leave(stateDir);
  };
  const externalDatabase = process.env.DATABASE_URL;
  const externalChain = process.env.CHAIN_RPC_URL;
  const start = async (name: PartName, part: Part) => {
    parts.set(name, part);
    await part.start();
  };
  try {
    await takeOver(stateDir, say);
    await assertPortsFree(ports, [
      "app",
      "engine",
      ...(externalDatabase ? [] : (["database"] as const)),
      ...(externalChain ? [] : (["chain"] as const)),
    ]);
    mkdirSync(stateDir, { recursive: true });
    const { secrets, mnemonic } = ensureSecrets(stateDir);
    // The compiler needs a minute of one core on a fresh checkout; downloads and the app's build leave it free.
    const compiled = externalChain ? Promise.resolve() : buildContracts();
    compiled.catch(() => undefined);
    const { python } = await step(say, "Python environment", () =>
      ensurePythonEnv({ root, log: (line: string) => say(`· ${line}`) }),
    );
    if (!options.dev)
      await step(
        say,
        "app",
        () => buildApp(),
        (built) => (built ? "built" : "unchanged since the last build"),
      );

    const database = externalDatabase ?? databaseUrl(ports.database, secrets.databasePassword);
    const rpc = externalChain ?? `http://127.0.0.1:${ports.chain}`;
    const origin = `http://localhost:${ports.app}`;
    if (!externalDatabase) {
      await step(say, "database", async () =>
        start(
          "database",
          await createPostgres({ stateDir, port: ports.database, password: secrets.databasePassword, say }),
        ),
      );
    }
    if (!externalChain)
      await step(say, "chain", () =>
        start(
          "chain",
          createChain({
            stateDir,
            port: ports.chain,
            origin: process.env.APP_ORIGINS?.split(",")[0] ?? origin,
            say,
          }),
        ),
      );
    await step(
      say,
      "migrations",
      () => migrate(database),
      (applied) => (applied.length ? `applied ${applied.join(", ")}` : "nothing to do"),
    );
    if (!externalChain) {
      await step(say, "contracts", async () => {
        await compiled;
        const book = await deployContracts(
          localDeployOptions(rpc, mnemonic, join(stateDir, "chain", "address-book.json")),
        );
        await bindInstance({
          databaseUrl: database,
          instanceId: secrets.instanceId,
          firstBlockHash: book.firstBlockHash,
          stateDir,
        });
      });
    }

    const env = instanceEnv(options, secrets, database, rpc);
    const appUrl = origin;
    const without = new Set(options.without ?? []);
    const engine = new Part({
      name: "engine",
      command: python,
      args: ["-m", "mfworker", "serve", "--port", String(ports.engine)],
      cwd: join(root, "workers", "gpu"),
      env: {
        MF_ENGINE_TOKEN: secrets.engineToken,
        MF_LINKS_TOKEN: secrets.linksToken,
        MF_APP_URL: appUrl,
        MF_CACHE_DIR: join(stateDir, "cache"),
        HF_HUB_OFFLINE: process.env.HF_HUB_OFFLINE ?? "0",
      },
      stateDir,
      isReady: () =>
        respondsOk(`http://127.0.0.1:${ports.engine}/engine/health`, {
          authorization: `Bearer ${secrets.engineToken}`,
        }),
      readyWithinMs: 180_000,
      say,
    });
    // The engine loads while the app starts; both are slow and neither waits for the other.
    parts.set("engine", engine);
    const engineReady = without.has("engine") ? Promise.resolve() : step(say, "engine", () => engine.start());
    engineReady.catch(() => undefined);
    const next = join(root, "node_modules", "next", "dist", "bin", "next");
    await step(say, "web", () =>
      start(
        "app",
        new Part({
          name: "app",
          command: pinnedNode(),
          // Uploads and answers come in bursts; without these the process keeps what a burst took.
          args: [
            "--max-semi-space-size=8",
            "--heap-growing-percent=20",
            next,
            options.dev ? "dev" : "start",
            "-p",
            String(ports.app),
            "-H",
            "127.0.0.1",
          ],
          cwd: root,
          env: { ...env, MF_PART: "app", MALLOC_ARENA_MAX: "2" },
          stateDir,
          isReady: () => respondsOk(`${appUrl}/api/v1/status`),
          readyWithinMs: 120_000,
          say,
        }),
      ),
    );
    await step(say, "keeper", () =>
      start(
        "keeper",
        new Part({
          name: "keeper",
          command: pinnedNode(),
          // Rows pass through in bursts; without this the heap keeps what a burst took for as long as it likes.
          args: [
            "--max-semi-space-size=4",
            "--heap-growing-percent=20",
            ...typescriptArgs,
            "scripts/keeper.ts",
          ],
          cwd: root,
          env: { ...env, MF_PART: "keeper" },
          stateDir,
          isReady: async () => (await partState(appUrl, "keeper")) === "ready",
          readyWithinMs: 60_000,
          say,
        }),
      ),
    );
    await engineReady;
    if (!without.has("worker")) {
      const walletKey = localRoleAccount(mnemonic, "worker").getHdKey().privateKey;
      await step(say, "worker", () =>
        start(
          "worker",
          new Part({
            name: "worker",
            command: python,
            args: ["-m", "mfworker", "run", "--url", appUrl, "--state", join(stateDir, "worker")],
            cwd: join(root, "workers", "gpu"),
            env: {
              MF_WORKER_CODE: secrets.workerCode,
              MF_CACHE_DIR: join(stateDir, "cache"),
              ...(walletKey && { MF_WORKER_WALLET_KEY: toHex(walletKey) }),
            },
            stateDir,
            isReady: async () => (await partState(appUrl, "worker")) === "ready",
            readyWithinMs: 60_000,
            stopWithinMs: 20_000,
            say,
          }),
        ),
      );
    }
    return { url: appUrl, env, parts, mnemonic, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function partState(appUrl: string, name: string): Promise<string> {
  const response = await fetch(`${appUrl}/api/v1/status`, { signal: AbortSignal.timeout(3_000) });
  const status = (await response.json()) as { parts: { name: string; state: string }[] };
  return status.parts.find((part) => part.name === name)?.state ?? "absent";
}
