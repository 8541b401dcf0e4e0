import "server-only";
import { constants } from "node:fs";
import { chmod, copyFile, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TABLE_FILE } from "./table-wire";
import { STALE_MS } from "./tunables";

const PREFIX = "modelfactory-query-";

/** Copies whose process was killed in the middle of a query. */
async function deleteStale(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const info = await stat(path).catch(() => null);
    const own = info && info.uid === (process.getuid?.() ?? info.uid);
    if (own && Date.now() - info.mtimeMs > STALE_MS) await rm(path, { recursive: true, force: true });
  }
}

/**
 * Does something with a read-only copy of a table in a folder whose name says nothing about this instance: the engine's
 * settings show the path to whoever asks, and the stored file is out of reach of any query.
 */
export async function withTableCopy<T>(table: string, work: (folder: string) => Promise<T>): Promise<T> {
  await deleteStale();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  try {
    const copy = join(folder, TABLE_FILE);
    await copyFile(table, copy, constants.COPYFILE_FICLONE);
    await chmod(copy, 0o400);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
