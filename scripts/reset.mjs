/** `npm run reset`: moves the instance's state aside, so that the next start begins anew. Nothing is deleted. */
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { createConnection } from "node:net";
import { join, resolve } from "node:path";

const stateDir = resolve(process.env.MF_STATE_DIR ?? ".modelfactory");
/** Caches and build output belong to the checkout, not to the instance. */
const KEPT = new Set(["toolchain", "build", "archive", "prisma-client"]);

const port = Number(process.env.MF_DATABASE_PORT ?? 54329);
const running = await new Promise((done) => {
  const socket = createConnection({ port, host: "127.0.0.1" });
  socket.once("connect", () => {
    socket.destroy();
    done(true);
  });
  socket.once("error", () => done(false));
});
if (running) {
  console.error(`A database answers on port ${port}: the instance seems to run. Stop it with Ctrl-C first.`);
  process.exit(1);
}
const entries = existsSync(stateDir) ? readdirSync(stateDir).filter((name) => !KEPT.has(name)) : [];
if (entries.length === 0) {
  console.log(`${stateDir} holds no instance.`);
  process.exit(0);
}
const archive = join(stateDir, "archive", new Date().toISOString().replaceAll(":", "-"));
mkdirSync(archive, { recursive: true });
for (const name of entries) renameSync(join(stateDir, name), join(archive, name));
console.log(`The old instance lies in ${archive}. npm start begins anew.`);
