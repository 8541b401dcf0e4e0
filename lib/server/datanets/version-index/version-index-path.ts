import "server-only";
import { join } from "node:path";
import { serverEnv } from "@/lib/env/server-env";

export function versionIndexPath(versionId: string): string {
  return join(serverEnv().stateDir, "version-indexes", `${versionId}.sqlite`);
}
