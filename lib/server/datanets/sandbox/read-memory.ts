import "server-only";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resident memory of a process now and at its highest, in bytes. Null when it is gone. */
export function readMemory(pid: number): { now: number; peak: number } | null {
  if (process.platform !== "linux") return readByPs(pid);
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const value = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
    return { now: value("VmRSS"), peak: value("VmHWM") };
  } catch {
    return null;
  }
}

function readByPs(pid: number): { now: number; peak: number } | null {
  const { status, stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  const now = Number(stdout?.trim()) * 1024;
  return status === 0 && now > 0 ? { now, peak: now } : null;
}
