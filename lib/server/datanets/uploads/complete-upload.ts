import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { db } from "@/lib/server/db/prisma";
import { adoptBlob } from "@/lib/server/storage/blob-store";
import { uploadPath } from "./upload-store";

/**
 * Hashes an upload whose last byte is here and moves it into the blob store. Called when the last part arrives, and
 * again by whoever needs the file, in case the process died in between.
 */
export async function completeUpload(id: string): Promise<void> {
  const row = await db().datanetUpload.findUnique({ where: { id } });
  if (row?.state !== "receiving") return;
  const path = uploadPath(id);
  const file = await stat(path).catch(() => null);
  if (!file || BigInt(file.size) !== row.size) return;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  const sha256 = hash.digest("hex");
  await adoptBlob(path, sha256, file.size);
  await db().datanetUpload.updateMany({
    where: { id, state: "receiving" },
    data: { state: "complete", sha256 },
  });
}
