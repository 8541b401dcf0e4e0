import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OUTCOME_FILE, SPEC_FILE } from "../../sandbox/child-files";
import { EXIT } from "../../sandbox/exit-codes";
import { writeWhole } from "../../sandbox/write-whole";
import type { ImportSpec, Outcome, ProgressLine } from "../import-wire";
import { FileRefused } from "./file-refused";

/**
 * The import child: `node main.mjs <folder>`. Reads `spec.json` there, the input files it names, and writes into that
 * folder only. It has no environment, no network and no database; whoever started it judges what it wrote.
 */

const SAY_EVERY_MS = 250;

const [, , folder = ""] = process.argv;
// The supervisor holds the other end: when it is gone, nobody waits for this work.
process.stdin.on("end", () => process.exit(EXIT.orphaned)).on("error", () => process.exit(EXIT.orphaned));
process.stdin.resume();

let said = 0;
function say(progress: ProgressLine): void {
  if (Date.now() - said < SAY_EVERY_MS) return;
  said = Date.now();
  process.stdout.write(`${JSON.stringify(progress)}\n`);
}

async function run(): Promise<Outcome> {
  const spec = JSON.parse(readFileSync(join(folder, SPEC_FILE), "utf8")) as ImportSpec;
  say({ phase: "unpack", rows: 0, done: null });
  // Loaded apart: looking at a file needs less code than converting it.
  if (spec.kind === "inspect") return (await import("./inspect")).inspect(spec, folder);
  return (await import("./convert")).convert(spec, folder, say);
}

try {
  const outcome = await run().catch((error: unknown): Outcome => {
    if (error instanceof FileRefused)
      return { kind: "refused", reason: error.reason, message: error.message, fix: error.fix };
    throw error;
  });
  writeWhole(join(folder, OUTCOME_FILE), JSON.stringify(outcome));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit((error as NodeJS.ErrnoException).code === "ENOSPC" ? EXIT.diskFull : EXIT.failed);
}
