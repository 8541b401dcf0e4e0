import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OUTCOME_FILE, SPEC_FILE } from "./child-files";
import { EXIT } from "./exit-codes";
import { writeWhole } from "./write-whole";

/**
 * What every child does: `node main.mjs <folder>` reads `spec.json` there, works, and writes `outcome.json`. It has no
 * environment, no network and no database; whoever started it judges what it wrote. Ends the process.
 */
export async function answerSpec(work: (spec: unknown, folder: string) => Promise<object>): Promise<never> {
  const [, , folder = ""] = process.argv;
  // The supervisor holds the other end: when it is gone, nobody waits for this work.
  process.stdin.on("end", () => process.exit(EXIT.orphaned)).on("error", () => process.exit(EXIT.orphaned));
  process.stdin.resume();
  try {
    const outcome = await work(JSON.parse(readFileSync(join(folder, SPEC_FILE), "utf8")), folder);
    writeWhole(join(folder, OUTCOME_FILE), JSON.stringify(outcome));
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).stack}\n`);
    process.exit((error as NodeJS.ErrnoException).code === "ENOSPC" ? EXIT.diskFull : EXIT.failed);
  }
}
