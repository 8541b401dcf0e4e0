import "server-only";
import { spawnSync } from "node:child_process";
import { MAX_CPU_S, MAX_FILE_BYTES } from "./tunables";

export type Sandbox = { networkless: boolean; diesWithParent: boolean };

let found: Sandbox | undefined;

const works = (command: string, args: string[]): boolean =>
  process.platform === "linux" && spawnSync(command, args, { stdio: "ignore", timeout: 5_000 }).status === 0;

/** What this machine offers: a network namespace of one's own without being root, and a signal when the parent dies. */
export function findSandbox(): Sandbox {
  found ??= {
    networkless: works("unshare", ["--map-root-user", "--net", "true"]),
    diesWithParent: works("setpriv", ["--pdeathsig", "KILL", "true"]),
  };
  return found;
}

/** Wraps a command: limits first, then no network, then the tie to the parent. The process id stays that of the command. */
export function sandboxCommand(command: string[], sandbox: Sandbox): { file: string; args: string[] } {
  const wrapped = [
    ...(sandbox.networkless ? ["unshare", "--map-root-user", "--net", "--"] : []),
    ...(sandbox.diesWithParent ? ["setpriv", "--pdeathsig", "KILL", "--"] : []),
    ...command,
  ];
  if (process.platform === "win32") return { file: command[0] as string, args: command.slice(1) };
  const blocks = Math.floor(MAX_FILE_BYTES / 512);
  const limits = `ulimit -t ${MAX_CPU_S}; ulimit -c 0; ulimit -f ${blocks}; exec "$@"`;
  return { file: "/bin/sh", args: ["-c", limits, "sh", ...wrapped] };
}
