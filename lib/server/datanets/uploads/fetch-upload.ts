import "server-only";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileNameOf, importAddress } from "@/lib/domain/datanets/import-address";
import { AppError } from "@/lib/errors/app-error";
import type { Upload } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { completeUpload } from "./complete-upload";
import { displayName } from "./display-name";
import { openGuarded } from "./open-guarded";
import { reserveUpload } from "./reserve-upload";
import { FETCH_BYTES, FETCH_MS } from "./tunables";
import { uploadPath } from "./upload-store";

/**
 * Fetches a file from a public https address, or from the Hub, into an upload. Its length has to be announced, so that
 * room is reserved before the first byte, and more than announced ends it.
 * @throws AppError invalid_input / address_refused, payload_too_large, upstream_unavailable
 */
export async function fetchUpload(call: { actor: Actor; address: string }): Promise<Upload> {
  const account = requireAccount(call.actor);
  const url = importAddress(call.address);
  const opened = await openGuarded(url);
  const clock = setTimeout(opened.close, FETCH_MS);
  try {
    if (opened.status !== 200)
      throw new AppError(
        "invalid_input",
        `"${url.hostname}" answers ${opened.status}. Is the address right, and public?`,
        { reason: "address_refused" },
      );
    if (opened.bytes === null || opened.bytes > FETCH_BYTES)
      throw new AppError(
        "payload_too_large",
        `"${url.hostname}" does not announce a file of at most 1 GiB. Download the file and upload it.`,
      );
    const row = await reserveUpload(account, displayName(fileNameOf(url)), opened.bytes);
    try {
      await receive(opened.body as AsyncIterable<Buffer>, row.id, opened.bytes);
      await completeUpload(row.id);
    } catch (cause) {
      await rm(uploadPath(row.id), { force: true });
      await db().datanetUpload.deleteMany({ where: { id: row.id } });
      if (cause instanceof AppError) throw cause;
      throw new AppError(
        "upstream_unavailable",
        `"${url.hostname}" broke off. Try again, or upload the file.`,
        { cause },
      );
    }
    const done = await db().datanetUpload.findUniqueOrThrow({ where: { id: row.id } });
    return { id: row.id, filename: row.filename, bytes: opened.bytes, sha256: done.sha256 ?? "" };
  } finally {
    clearTimeout(clock);
    opened.close();
  }
}

async function receive(body: AsyncIterable<Buffer>, id: string, announced: number): Promise<void> {
  await mkdir(dirname(uploadPath(id)), { recursive: true });
  const file = await open(uploadPath(id), "wx");
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > announced) break;
      await file.appendFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (bytes !== announced)
    throw new AppError("upstream_unavailable", "The file is not as long as it was announced. Try again.");
}
