import "server-only";
import { closeSync, constants, openSync, renameSync, writeSync } from "node:fs";

/** Node's permission model has no fsync, so each write itself waits until its bytes are on disk. */
const SYNCED = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_SYNC ?? 0);

/** Writes a file so that its name appears only with all of its bytes on disk. */
export function writeWhole(path: string, data: string | Uint8Array): void {
  const part = `${path}.part`;
  const handle = openSync(part, SYNCED);
  try {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
  } finally {
    closeSync(handle);
  }
  renameSync(part, path);
}
