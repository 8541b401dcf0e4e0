import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { roleAccount } from "@/lib/server/chain/roles";
import { Machine } from "./machine";
import { startPlatform } from "./platform";
import { PythonLane } from "./python-lane";
import { type Cast, doTrustedWork, quote } from "./tell-run";

/** Platform, Python side and the trusted machine, ready for runs; `stop` takes everything down. */
export async function assemble(python: string): Promise<Cast & { stop: () => Promise<void> }> {
  const platform = await startPlatform();
  const lane = new PythonLane(python);
  const trusted = new Machine("trusted", roleAccount("worker"));
  await trusted.register(process.env.MF_WORKER_CODE);
  const cast = { platform, python: lane, trusted };
  // The estimate counts tokens with the trainer's tokenizer once; later ones of the same rows are answered from its row.
  const counted = quote(platform, trusted.workerId);
  const folder = mkdtempSync(join(tmpdir(), "modelfactory-count-"));
  while (!(await doTrustedWork(cast, folder, ["preview"]))) await platform.tick();
  await counted;
  return {
    ...cast,
    stop: async () => {
      lane.stop();
      await platform.stack.stop();
    },
  };
}
