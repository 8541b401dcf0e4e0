/** Starts the local instance, seeds it, and stays until it is told to stop. */
import { resolve } from "node:path";
import { seedInstance } from "../seed/seed-instance";
import { startInstance } from "./instance";
import { portsFromEnv } from "./ports";

const startedAt = Date.now();
const say = (line: string) => console.log(line);
const stateDir = resolve(process.env.MF_STATE_DIR ?? ".modelfactory");

try {
  const instance = await startInstance({
    stateDir,
    ports: portsFromEnv(),
    dev: process.argv.includes("--dev"),
    say,
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say("\nStopping …");
    await instance.stop();
    say("Stopped. Everything is kept; npm start goes on from here.");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  say(
    `\n  ${instance.url}   (pages answer after ${Math.round((Date.now() - startedAt) / 1000)} s; stop with Ctrl-C)\n`,
  );
  if (!process.argv.includes("--no-seed")) await seedInstance({ instance, say });
  say(`Ready after ${Math.round((Date.now() - startedAt) / 1000)} s.`);
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  process.exit(1);
}
