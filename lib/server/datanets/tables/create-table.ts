import "server-only";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { serverEnv } from "@/lib/env/server-env";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { blobPath, putBlob } from "@/lib/server/storage/blob-store";
import { tableChildEntry } from "./table-child";
import { writeTable } from "./write-table";

/** Stores a version's rows as Parquet. @param rowsSha256 its JSON Lines */
export async function createTable(
  rowsSha256: string,
  kind: DatanetKind,
): Promise<{ sha256: string; bytes: number }> {
  const base = join(serverEnv().stateDir, "tables");
  await mkdir(base, { recursive: true });
  const folder = await mkdtemp(join(base, "making-"));
  try {
    const rows = blobPath(rowsSha256);
    return await putBlob(
      createReadStream(await writeTable({ entry: tableChildEntry(), folder, rows, kind })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
