/** Builds the search index of one version; the keeper starts it for large ones. Usage: … <version id> */
import { buildVersionIndex } from "@/lib/server/datanets/version-index/build-version-index";

const [id] = process.argv.slice(2);
if (!id) throw new Error("Say which version: index-version.ts <version id>");
await buildVersionIndex(id);
process.exit(0);
