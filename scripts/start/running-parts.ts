/**
 * Which processes belong to an instance: one small file per part under `<state>/run`. A supervisor that was killed
 * leaves its parts behind; the next start of the same folder finds and ends them instead of calling their ports taken.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

type Entry = { pid: number; command: string };
type Named = Entry & { name: string };

const SUPERVISOR = "supervisor";
const PATIENCE_MS = 10_000;

const folderOf = (stateDir: string) => join(stateDir, "run");

export function notePart(stateDir: string, name: string, entry: Entry): void {
  mkdirSync(folderOf(stateDir), { recursive: true });
  writeFileSync(join(folderOf(stateDir), `${name}.json`), JSON.stringify(entry));
}

export function forgetPart(stateDir: string, name: string): void {
  rmSync(join(folderOf(stateDir), `${name}.json`), { force: true });
}

/** A process id is used again one day; the program's whole path tells whether it is still ours. */
function isAlive({ name, pid, command }: Named): boolean {
  const ps = spawnSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" });
  if (ps.status !== 0) return false;
  // Next.js renames its process.
  return ps.stdout.includes(command) || (name === "app" && ps.stdout.startsWith("next-server"));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It ended in between.
  }
}

/**
 * Ends what an earlier, killed start of this folder left running and notes this process as its supervisor.
 * @throws Error when another supervisor of the same folder is alive
 */
export async function takeOver(stateDir: string, say: (line: string) => void): Promise<void> {
  mkdirSync(folderOf(stateDir), { recursive: true });
  const entries = readdirSync(folderOf(stateDir)).map((file) => ({
    name: basename(file, ".json"),
    ...(JSON.parse(readFileSync(join(folderOf(stateDir), file), "utf8")) as Entry),
  }));
  const alive = entries.filter((entry) => entry.pid !== process.pid && isAlive(entry));
  const other = alive.find((entry) => entry.name === SUPERVISOR);
  if (other)
    throw new Error(
      `An instance already runs from ${stateDir} (process ${other.pid}). Use it, stop it with Ctrl-C, or give this one a folder of its own: MF_STATE_DIR=<folder> npm start`,
    );
  if (alive.length > 0) {
    say(`· ending what an earlier start left running: ${alive.map((entry) => entry.name).join(", ")}`);
    for (const { name, pid } of alive) signal(pid, name === "database" ? "SIGINT" : "SIGTERM");
    const until = Date.now() + PATIENCE_MS;
    while (alive.some(isAlive) && Date.now() < until) await sleep(200);
    for (const entry of alive.filter(isAlive)) signal(entry.pid, "SIGKILL");
  }
  for (const { name } of entries) forgetPart(stateDir, name);
  notePart(stateDir, SUPERVISOR, { pid: process.pid, command: "scripts/start/main.ts" });
}

export function leave(stateDir: string): void {
  forgetPart(stateDir, SUPERVISOR);
}
