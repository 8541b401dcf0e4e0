import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { createPublicClient, http } from "viem";
import { root } from "../run.mjs";
import { Part } from "./part";

const CHAIN_ID = 31337;
const COPY_EVERY_MS = 3_000;

type Options = { stateDir: string; port: number; origin: string; say: (line: string) => void };

function isReadable(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

/**
 * anvil rewrites its state file as a whole; a kill in the middle of that leaves half a file. The last readable copy
 * lies beside it and steps in.
 */
function repairState(file: string, say: (line: string) => void): void {
  if (!existsSync(file) || isReadable(file)) return;
  const copy = `${file}.good`;
  if (!existsSync(copy))
    throw new Error(
      `The chain's state ${file} is not readable and has no copy. Run npm run reset to begin anew; the old folder is kept.`,
    );
  renameSync(file, `${file}.broken`);
  copyFileSync(copy, file);
  say(
    "! The chain's state file was cut off; its copy of a few seconds ago is used. The keeper sends again what is missing.",
  );
}

function keepCopies(file: string): NodeJS.Timeout {
  let copied = 0;
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    const changed = statSync(file).mtimeMs;
    if (changed === copied || !isReadable(file)) return;
    copyFileSync(file, `${file}.good.part`);
    if (!isReadable(`${file}.good.part`)) return;
    renameSync(`${file}.good.part`, `${file}.good`);
    copied = changed;
  }, COPY_EVERY_MS);
  timer.unref();
  return timer;
}

/** The local chain: mines on demand, keeps its state over restarts, answers this app's origin only. */
export function createChain(options: Options): Part {
  const folder = join(options.stateDir, "chain");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "anvil-state.json");
  keepCopies(file);
  const client = createPublicClient({
    transport: http(`http://127.0.0.1:${options.port}`, { timeout: 2_000, retryCount: 0 }),
  });
  return new Part({
    name: "chain",
    command: join(root, "node_modules", ".bin", "anvil"),
    args: [
      "--host",
      "127.0.0.1",
      "--port",
      String(options.port),
      "--chain-id",
      String(CHAIN_ID),
      "--state",
      file,
      "--state-interval",
      "1",
      "--slots-in-an-epoch",
      "1",
      "--allow-origin",
      options.origin,
      "--accounts",
      "1",
      "--balance",
      "0",
      "--silent",
    ],
    stateDir: options.stateDir,
    beforeStart: async () => repairState(file, options.say),
    isReady: async () => (await client.getChainId()) === CHAIN_ID,
    readyWithinMs: 30_000,
    stopSignal: "SIGTERM",
    say: options.say,
  });
}
