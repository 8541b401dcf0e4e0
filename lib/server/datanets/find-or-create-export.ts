import "server-only";
import { Readable } from "node:stream";
import {
  type ExportFormat,
  exportHead,
  exportLine,
  isLineFormat,
  type LineFormat,
} from "@/lib/domain/datanets/export-rows";
import type { RecordContent } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { Datanet, DatanetVersion, VersionExport } from "@/lib/generated/prisma/client";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { db } from "@/lib/server/db/prisma";
import { hasBlob, putBlob } from "@/lib/server/storage/blob-store";
import { deleteBlob } from "@/lib/server/storage/delete-blob";
import { createTable } from "./tables/create-table";
import { LARGEST_ON_DEMAND } from "./version-index/find-or-build-index";
import { shownContent } from "./withdrawals/shown-content";
import { withdrawnSince } from "./withdrawals/withdrawn-since";

const PAGE = 1000;
const making = new Map<string, Promise<VersionExport>>();

async function* linesOf(datanet: Datanet, version: DatanetVersion, format: LineFormat) {
  const head = exportHead(format, datanet.kind as RecordContent["kind"]);
  if (head) yield head;
  for (let from = 0; from < version.recordCount; from += PAGE) {
    const rows = await db().versionRecord.findMany({
      where: { versionId: version.id, position: { gte: from, lt: from + PAGE } },
      include: { record: { include: { contributor: true } } },
      orderBy: { position: "asc" },
    });
    const lines = rows.map(({ position, leader, record }) =>
      exportLine(format, {
        position,
        leader,
        commitment: record.commitment,
        contributorId: record.contributor.contributorId,
        content: shownContent(record),
      }),
    );
    yield lines.join("");
  }
}

const keyOf = (version: DatanetVersion, format: ExportFormat) => ({
  versionId_format: { versionId: version.id, format },
});

async function findExport(version: DatanetVersion, format: ExportFormat): Promise<VersionExport | null> {
  const known = await db().versionExport.findUnique({ where: keyOf(version, format) });
  return known && (await hasBlob(known.sha256)) ? known : null;
}

/** Writes a version's file in one format: lines a page at a time, a table from the lines. */
export async function createExport(
  datanet: Datanet,
  version: DatanetVersion,
  format: ExportFormat,
): Promise<VersionExport> {
  const startedAt = new Date();
  const { sha256, bytes } = isLineFormat(format)
    ? await putBlob(Readable.from(linesOf(datanet, version, format)))
    : await createTable(
        (await findOrCreateExport(datanet, version, "jsonl")).sha256,
        datanet.kind as DatanetKind,
      );
  if (await withdrawnSince(version.id, startedAt)) {
    await deleteBlob(sha256);
    return createExport(datanet, version, format);
  }
  const data = { sha256, bytes: BigInt(bytes) };
  return db().versionExport.upsert({
    where: keyOf(version, format),
    update: data,
    create: { versionId: version.id, format, ...data },
  });
}

/**
 * The file of a version in one format, written on the first wish and the same bytes until rows of it are withdrawn.
 * @throws AppError upstream_unavailable while the keeper still makes a large version's table
 */
export async function findOrCreateExport(
  datanet: Datanet,
  version: DatanetVersion,
  format: ExportFormat,
): Promise<VersionExport> {
  const known = await findExport(version, format);
  if (known) return known;
  if (!isLineFormat(format) && version.recordCount > LARGEST_ON_DEMAND)
    throw new AppError(
      "upstream_unavailable",
      "The table of this version is being made. Queries and Parquet work in a minute; paging and the other files work now.",
      { reason: "tabulating", retryAfterS: 15 },
    );
  const key = `${version.id} ${format}`;
  const work = making.get(key) ?? createExport(datanet, version, format);
  making.set(key, work);
  try {
    return await work;
  } finally {
    making.delete(key);
  }
}
