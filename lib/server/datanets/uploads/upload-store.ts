import "server-only";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { DataStore, ERRORS, Upload } from "@tus/server";
import { serverEnv } from "@/lib/env/server-env";
import { db } from "@/lib/server/db/prisma";

/** Where an upload's bytes wait until all of them are here. */
export function uploadPath(id: string): string {
  return join(serverEnv().stateDir, "uploads", `${id}.part`);
}

/**
 * Uploads as tus sees them: the row holds name and size, the file's length is the offset. Nothing else remembers how
 * far an upload is, so a process that was killed goes on exactly where its file ends.
 */
export class UploadStore extends DataStore {
  override extensions = ["creation", "termination"];

  override async create(upload: Upload): Promise<Upload> {
    await mkdir(join(serverEnv().stateDir, "uploads"), { recursive: true });
    await (await open(uploadPath(upload.id), "wx")).close();
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await db().datanetUpload.findUnique({ where: { id } });
    const file = row ? await stat(uploadPath(id)).catch(() => null) : null;
    if (!row) throw ERRORS.FILE_NOT_FOUND;
    // A complete upload has moved into the blob store; its offset is its size.
    if (!file && row.state === "receiving") throw ERRORS.FILE_NO_LONGER_EXISTS;
    return new Upload({
      id,
      size: Number(row.size),
      offset: file ? file.size : Number(row.size),
      metadata: { filename: row.filename },
      creation_date: row.createdAt.toISOString(),
    });
  }

  /** Appends, and tells the new length only after the bytes are on disk. What came before a cut connection stays. */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const handle = await open(uploadPath(id), "r+");
    let at = offset;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        for (let done = 0; done < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
      }
    } finally {
      await handle.sync();
      await handle.close();
    }
    return at;
  }

  override async remove(id: string): Promise<void> {
    await rm(uploadPath(id), { force: true });
    await db().datanetUpload.deleteMany({ where: { id, state: { in: ["receiving", "complete"] } } });
  }
}
