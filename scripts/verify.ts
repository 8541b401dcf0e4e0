/**
 * `npm run verify -- record <proof.json> --rpc <url> --registry <address> [--datanet <key>]`: opens one exported row
 * against the chain. It needs no instance, no database and no trust in the proof's author: node and registry are the
 * caller's choice. `npm run verify -- quality <file>`: computes a contribution's scores again. Ends with 0 when
 * everything held, 1 when something did not, 2 when it could not be run.
 */
import { parseArgs } from "node:util";
import { refuse } from "./verify/refuse";
import { verifyQuality } from "./verify/verify-quality";
import { verifyRecord } from "./verify/verify-record";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rpc: { type: "string" }, registry: { type: "string" }, datanet: { type: "string" } },
});
const [what, file] = positionals;
if ((what !== "record" && what !== "quality") || !file)
  refuse("Say what to verify: record with the file of its proof, or quality with the file of its scores.");
const held = what === "record" ? await verifyRecord(file, values) : await verifyQuality(file);
process.exit(held ? 0 : 1);
