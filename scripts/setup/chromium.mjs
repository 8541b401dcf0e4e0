/** Finds a Chromium for the browser tests, or installs one: Playwright's own, else the system's package. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "../run.mjs";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const DOWNLOAD_LIMIT_MS = 180_000;

const run = (command, args, timeout) =>
  spawnSync(command, args, {
    encoding: "utf8",
    timeout,
    env: {
      ...process.env,
      DEBIAN_FRONTEND: "noninteractive",
      PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "5000",
    },
  });

/** Path of Playwright's own browser for the pinned version; it may not exist yet. */
async function ownBrowser(root) {
  const { chromium } = await import(join(root, "node_modules/playwright-core/index.mjs"));
  return chromium.executablePath();
}

const starts = (path) => existsSync(path) && run(path, ["--version"], 20_000).status === 0;

/**
 * Path of a Chromium that starts.
 * @param {{ root: string, log: (line: string) => void }} options
 * @throws Error with the command to type when none can be had
 */
export async function ensureChromium({ root, log }) {
  const chosen = process.env.MF_CHROMIUM;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new Error(`MF_CHROMIUM=${chosen} does not start. Point it to a Chromium, or leave it out.`);
  }
  const own = await ownBrowser(root);
  for (const path of [own, ...SYSTEM]) if (starts(path)) return path;

  const startedAt = Date.now();
  log("· Chromium: installing (once)");
  const playwright = join(root, "node_modules/playwright-core/cli.js");
  const download = run(pinnedNode(), [playwright, "install", "chromium"], DOWNLOAD_LIMIT_MS);
  const done = (path) => {
    log(`✓ Chromium (${Math.round((Date.now() - startedAt) / 1000)} s): ${path}`);
    return path;
  };
  if (download.status === 0 && starts(own)) return done(own);

  // Its host does not answer or its libraries are missing: the system's package brings both.
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, "apt-get", ...args];
    return run(command, rest, 600_000);
  };
  if (existsSync("/usr/bin/apt-get")) {
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core");
    for (const path of SYSTEM) if (starts(path)) return done(path);
  }
  throw new Error(
    `No Chromium could be installed. Playwright said: ${(download.stderr || download.stdout || "nothing").trim().split("\n").at(-1)}\nType one of: npx playwright install --with-deps chromium | sudo apt-get install chromium, or set MF_CHROMIUM to the path of one. Then run npm test again.`,
  );
}
