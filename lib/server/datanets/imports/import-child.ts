import "server-only";
import { join } from "node:path";

/** Source of the import child's entry. */
export const IMPORT_CHILD = join(import.meta.dirname, "child/main.ts");
