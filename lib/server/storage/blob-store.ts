import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import { db } from "@/lib/server/db/prisma";

/**
 * The embedded object store: a folder of files named by the sha256 of their bytes. A file without `.part`
 * is complete (written, fsynced, hashed, renamed); its row in `blob` is made after the rename.
 */

export function blobPath(sha256: string): string {
  return join(serverEnv().stateDir, "blobs", sha256.slice(0, 2), sha256);
}

/** Writes a stream under its own hash. `expected` refuses other bytes. Storing the same bytes twice is harmless. */
export async function putBlob(
  source: Readable | Uint8Array | string,
  expected?: { sha256: string; maxBytes?: number },
): Promise<{ sha256: string; bytes: number }> {
  const staging = join(serverEnv().stateDir, "blobs", "staging", `${randomUUID()}.part`);
  await mkdir(dirname(staging), { recursive: true });
  const hash = createHash("sha256");
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (expected?.maxBytes !== undefined && bytes > expected.maxBytes) {
        done(
          new AppError("payload_too_large", `More than the announced ${expected.maxBytes} bytes arrived.`),
        );
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const stream = source instanceof Readable ? source : Readable.from([Buffer.from(source as Uint8Array)]);
  try {
    await pipeline(stream, meter, createWriteStream(staging));
    const sha256 = hash.digest("hex");
    if (expected && sha256 !== expected.sha256) {
      throw new AppError(
        "invalid_input",
        `The bytes hash to ${sha256}, not to the announced ${expected.sha256}. Send them again.`,
      );
    }
    const handle = await open(staging, "r+");
    await handle.sync();
    await handle.close();
    const target = blobPath(sha256);
    await mkdir(dirname(target), { recursive: true });
    await rename(staging, target);
    await db().blob.upsert({ where: { sha256 }, update: {}, create: { sha256, bytes: BigInt(bytes) } });
    return { sha256, bytes };
  } catch (error) {
    await rm(staging, { force: true });
    throw error;
  }
}

/** Takes a file that is complete, synced and hashed already; it moves, nothing is copied. */
export async function adoptBlob(path: string, sha256: string, bytes: number): Promise<void> {
  const target = blobPath(sha256);
  await mkdir(dirname(target), { recursive: true });
  await rename(path, target);
  await db().blob.upsert({ where: { sha256 }, update: {}, create: { sha256, bytes: BigInt(bytes) } });
}

/** @throws AppError not_found */
export async function openBlob(sha256: string): Promise<{ stream: Readable; bytes: number }> {
  const path = blobPath(sha256);
  const info = await stat(path).catch(() => null);
  if (!info) throw new AppError("not_found", `No stored object has the hash ${sha256}.`);
  return { stream: createReadStream(path), bytes: info.size };
}

/** @throws AppError not_found */
export async function readBlob(sha256: string): Promise<Buffer> {
  const path = blobPath(sha256);
  return readFile(path).catch(() => {
    throw new AppError("not_found", `No stored object has the hash ${sha256}.`);
  });
}

export async function hasBlob(sha256: string): Promise<boolean> {
  return stat(blobPath(sha256)).then(
    () => true,
    () => false,
  );
}
