import type { LaunchSpec } from "./launch-spec";

/** The one process that every launcher starts. The secret travels in the environment and never on a command line. */
export function workerCommand(
  spec: LaunchSpec,
  state: string,
): { argv: string[]; env: Record<string, string>; secretName: string } {
  const own = spec.credential.kind === "code";
  const where = own ? ["run", "--url", spec.serverUrl] : ["join", spec.serverUrl];
  const secretName = own ? "MF_WORKER_CODE" : "MF_WORKER_WALLET_KEY";
  return {
    argv: [
      "-m",
      "mfworker",
      ...where,
      "--state",
      state,
      "--name",
      spec.name,
      "--exit-when-idle",
      String(spec.idleExitS),
    ],
    env: { [secretName]: spec.credential.secret },
    secretName,
  };
}

/** One word of a POSIX shell, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
