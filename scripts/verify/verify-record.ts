import { readFileSync } from "node:fs";
import { isAddress } from "viem";
import { RecordProof } from "@/lib/schemas/datanet-versions";
import { checkRecordOnChain } from "./check-record-on-chain";
import { refuse } from "./refuse";

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

/** Opens one exported row against the chain. @returns whether every check passed */
export async function verifyRecord(
  file: string,
  values: { rpc?: string; registry?: string; datanet?: string },
): Promise<boolean> {
  if (!values.rpc) refuse("Name the node to ask: --rpc <url>.");
  if (!values.registry || !isAddress(values.registry)) {
    refuse("Name the DatanetRegistry you trust: --registry <address>.");
  }
  const proof = readProof(file);
  if (values.datanet && values.datanet.toLowerCase() !== proof.datanetKey.toLowerCase()) {
    console.log(`✗ the proof is of Datanet ${proof.datanetKey}, not of ${values.datanet}`);
    return false;
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
    return failed === 0;
  } catch (error) {
    const cause = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    console.error(`The chain could not be asked: ${cause}`);
    console.error(
      "Look at --rpc (does the node answer?) and --registry (is it a DatanetRegistry of that chain?).",
    );
    process.exit(2);
  }
}
