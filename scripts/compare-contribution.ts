/** Compares one contribution with the rest of its Datanet; the keeper starts it for large ones. Usage: … <id> */
import { compareContribution } from "@/lib/server/datanets/compare-contribution";

const [id] = process.argv.slice(2);
if (!id) throw new Error("Say which contribution: compare-contribution.ts <id>");
await compareContribution(id);
process.exit(0);
