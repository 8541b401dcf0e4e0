/** `npm run doctor`: every precondition with what was found and how to mend it. */
import { spawnSync } from "node:child_process";
import { existsSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { root } from "./run.mjs";

const output = (command, args) => {
  const result = spawnSync(command, args, { encoding: "utf8" });
  return result.status === 0 ? `${result.stdout}${result.stderr}`.trim().split("\n")[0] : null;
};
const portFree = (port) =>
  new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
const [major, minor] = process.versions.node.split(".").map(Number);
const python = ["python3.13", "python3.12", "python3.11", "python3", "python"]
  .map((name) => output(name, ["--version"]))
  .find(Boolean);
const disk = statfsSync(root);
const freeGb = (disk.bavail * disk.bsize) / 1e9;
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

// The same questions that the keeper asks (lib/server/datanets/sandbox/sandbox-command.ts).
const runs = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
const networkless = process.platform === "linux" && runs("unshare", ["--map-root-user", "--net", "true"]);
const tied = process.platform === "linux" && runs("setpriv", ["--pdeathsig", "KILL", "true"]);

const rows = [
  [
    "Node",
    process.versions.node,
    major > 20 || (major === 20 && minor >= 19),
    "Install Node 20.19 or newer.",
  ],
  [
    "npm",
    output("npm", ["--version"]) ?? "missing",
    output("npm", ["--version"]) !== null,
    "npm comes with Node.",
  ],
  [
    "Python",
    python ?? "missing",
    python != null,
    "Install Python 3.11 or newer with its venv module (Debian: apt-get install python3 python3-venv).",
  ],
  [
    "memory",
    `${(totalmem() / 1e9).toFixed(0)} GB`,
    totalmem() > 3.5e9,
    "4 GB are needed to train the bundled model.",
  ],
  ["disk", `${freeGb.toFixed(0)} GB free`, freeGb > 5, "Make 5 GB of room."],
  [
    "Node modules",
    existsSync(join(root, "node_modules/next")) ? "installed" : "missing",
    true,
    "npm start installs them.",
  ],
  [
    "Python environment",
    existsSync(join(root, ".modelfactory/toolchain/python/complete")) ? "complete" : "missing",
    true,
    "npm start makes it.",
  ],
  [
    "sandbox of file readers",
    networkless
      ? `no network, ${tied ? "ends with the keeper" : "ends when the keeper closes its pipe"}`
      : "has this machine's network (network namespaces of one's own need Linux and sysctl kernel.unprivileged_userns_clone=1)",
    true,
    "",
  ],
  [
    "Chromium (tests only)",
    chromium ?? "not found",
    true,
    "npm test installs it: Playwright's own, else the system's package.",
  ],
];
for (const [name, variable, usual] of [
  ["app", "MF_APP_PORT", 3000],
  ["database", "MF_DATABASE_PORT", 54329],
  ["chain", "MF_CHAIN_PORT", 8545],
  ["engine", "MF_ENGINE_PORT", 7862],
]) {
  const port = Number(process.env[variable] ?? usual);
  rows.push([
    `port ${port} (${name})`,
    (await portFree(port)) ? "free" : "taken",
    await portFree(port),
    `If it is not this instance, choose another: ${variable}=${port + 1}`,
  ]);
}
let bad = 0;
for (const [name, found, ok, mend] of rows) {
  if (!ok) bad += 1;
  console.log(`${ok ? "✓" : "✗"} ${name}: ${found}${ok ? "" : `\n    ${mend}`}`);
}
process.exit(bad === 0 ? 0 : 1);
