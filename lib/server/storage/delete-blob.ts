import "server-only";
import { rm } from "node:fs/promises";
import { db } from "@/lib/server/db/prisma";
import { blobPath } from "./blob-store";

/** Removes a stored object for good. The caller knows that nothing names it any more. */
export async function deleteBlob(sha256: string): Promise<void> {
  await db().blob.deleteMany({ where: { sha256 } });
  await rm(blobPath(sha256), { force: true });
}
