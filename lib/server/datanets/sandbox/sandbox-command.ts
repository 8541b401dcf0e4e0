import "server-only";
import { spawnSync } from "node:child_process";

export type Sandbox = { networkless: boolean; diesWithParent: boolean };

/** What the operating system itself holds a child to. */
export type ProcessLimits = { cpuS: number; fileBytes: number };

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
export function sandboxCommand(
  command: string[],
  sandbox: Sandbox,
  limits: ProcessLimits,
): { file: string; args: string[] } {
  const wrapped = [
    ...(sandbox.networkless ? ["unshare", "--map-root-user", "--net", "--"] : []),
    ...(sandbox.diesWithParent ? ["setpriv", "--pdeathsig", "KILL", "--"] : []),
    ...command,
  ];
  if (process.platform === "win32") return { file: command[0] as string, args: command.slice(1) };
  const blocks = Math.floor(limits.fileBytes / 512);
  const script = `ulimit -t ${limits.cpuS}; ulimit -c 0; ulimit -f ${blocks}; exec "$@"`;
  return { file: "/bin/sh", args: ["-c", script, "sh", ...wrapped] };
}
