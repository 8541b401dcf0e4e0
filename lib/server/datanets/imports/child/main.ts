import "server-only";
import { answerSpec } from "../../sandbox/answer-spec";
import type { ImportSpec, Outcome, ProgressLine } from "../import-wire";
import { FileRefused } from "./file-refused";

/** The import child: reads the files that its spec names and writes chunks of records into its folder only. */

const SAY_EVERY_MS = 250;

let said = 0;
function say(progress: ProgressLine): void {
  if (Date.now() - said < SAY_EVERY_MS) return;
  said = Date.now();
  process.stdout.write(`${JSON.stringify(progress)}\n`);
}

async function run(spec: ImportSpec, folder: string): Promise<Outcome> {
  say({ phase: "unpack", rows: 0, done: null });
  try {
    // Loaded apart: looking at a file needs less code than converting it.
    if (spec.kind === "inspect") return await (await import("./inspect")).inspect(spec, folder);
    return await (await import("./convert")).convert(spec, folder, say);
  } catch (error) {
    if (error instanceof FileRefused)
      return { kind: "refused", reason: error.reason, message: error.message, fix: error.fix };
    throw error;
  }
}

await answerSpec((spec, folder) => run(spec as ImportSpec, folder));
