import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readMemory } from "@/lib/server/datanets/sandbox/read-memory";

/** Processes that a process has started and that are still there. Linux only; elsewhere none are seen. */
export function childrenOf(pid: number): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        return Number(readFileSync(`/proc/${id}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]) === pid;
      } catch {
        // It ended while we looked.
        return false;
      }
    });
}

/** Resident bytes of processes at rest: the median of a look every second. */
export async function restingMemory(pids: readonly number[], seconds: number): Promise<number[]> {
  const looks: number[][] = pids.map(() => []);
  for (let i = 0; i < seconds; i++) {
    await sleep(1_000);
    pids.forEach((pid, at) => {
      looks[at]?.push(readMemory(pid)?.now ?? 0);
    });
  }
  return looks.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0);
}
