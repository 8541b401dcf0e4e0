import "server-only";
import type { Upload } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { putBlob } from "@/lib/server/storage/blob-store";
import { displayName } from "./display-name";
import { reserveUpload } from "./reserve-upload";

/** A small file that came in one piece, or pasted rows. Its bytes are stored before anything judges them. */
export async function storeUpload(call: {
  actor: Actor;
  filename: string;
  bytes: Uint8Array;
}): Promise<Upload> {
  const account = requireAccount(call.actor);
  const filename = displayName(call.filename);
  const row = await reserveUpload(account, filename, call.bytes.byteLength);
  const { sha256 } = await putBlob(call.bytes);
  await db().datanetUpload.update({ where: { id: row.id }, data: { state: "complete", sha256 } });
  return { id: row.id, filename, bytes: call.bytes.byteLength, sha256 };
}
