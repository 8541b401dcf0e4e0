/**
 * `npm run verify -- record <proof.json> --rpc <url> --registry <address> [--datanet <key>]`: opens one exported row
 * against the chain. It needs no instance, no database and no trust in the proof's author: node and registry are the
 * caller's choice. Ends with 0 when every check passed, 1 when one failed, 2 when it could not be run.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isAddress } from "viem";
import { RecordProof } from "@/lib/schemas/datanet-versions";
import { checkRecordOnChain } from "./verify/check-record-on-chain";

const USAGE = "npm run verify -- record <proof.json> --rpc <url> --registry <address> [--datanet <key>]";

function refuse(sentence: string): never {
  console.error(`${sentence}\n${USAGE}`);
  process.exit(2);
}

function readProof(file: string): RecordProof {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return refuse(`${file} cannot be read.`);
  }
  try {
    return RecordProof.parse(JSON.parse(text));
  } catch {
    return refuse(`${file} is not a record proof. Save one on the row's page, tab "Data", "Proof".`);
  }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rpc: { type: "string" }, registry: { type: "string" }, datanet: { type: "string" } },
});
const [what, file] = positionals;
if (what !== "record" || !file) refuse("Say what to verify: record, and the file of its proof.");
if (!values.rpc) refuse("Name the node to ask: --rpc <url>.");
if (!values.registry || !isAddress(values.registry)) {
  refuse("Name the DatanetRegistry you trust: --registry <address>.");
}
const proof = readProof(file);
if (values.datanet && values.datanet.toLowerCase() !== proof.datanetKey.toLowerCase()) {
  console.log(`✗ the proof is of Datanet ${proof.datanetKey}, not of ${values.datanet}`);
  process.exit(1);
}

try {
  const { checks, chainId, block } = await checkRecordOnChain({
    proof,
    rpcUrl: values.rpc,
    registry: values.registry,
  });
  console.log(`Datanet ${proof.datanetKey} on chain ${chainId}, block ${block}, by ${values.registry}`);
  for (const { says, passed } of checks) console.log(`${passed ? "✓" : "✗"} ${says}`);
  const failed = checks.filter((check) => !check.passed).length;
  console.log(
    failed === 0 ? "The row is proven." : `The row is not proven: ${failed} of ${checks.length} failed.`,
  );
  process.exit(failed === 0 ? 0 : 1);
} catch (error) {
  const cause = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  console.error(`The chain could not be asked: ${cause}`);
  console.error(
    "Look at --rpc (does the node answer?) and --registry (is it a DatanetRegistry of that chain?).",
  );
  process.exit(2);
}
