import { spawn } from "node:child_process";
import { LaunchError } from "./launcher";

/** Runs a place's own command and returns what it wrote. @throws LaunchError with its last words */
export async function runTool(
  command: string,
  args: string[],
  more: { input?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const child = spawn(command, args, {
    env: { ...process.env, ...more.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(more.input ?? "");
  const status = await new Promise<number>((done, fail) => {
    child.on("error", (cause) =>
      fail(new LaunchError(`"${command}" is not installed here, or not on the PATH.`, { cause })),
    );
    child.on("close", (code) => done(code ?? 1));
  });
  if (status !== 0)
    throw new LaunchError(
      `${command} ${args[0] ?? ""} ended with ${status}: ${(err || out).trim().slice(-500)}`,
    );
  return out;
}
