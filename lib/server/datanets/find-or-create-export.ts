import "server-only";
import { Readable } from "node:stream";
import { type ExportFormat, exportHead, exportLine } from "@/lib/domain/datanets/export-rows";
import { RecordContent } from "@/lib/domain/datanets/record-content";
import type { Datanet, DatanetVersion, VersionExport } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { hasBlob, putBlob } from "@/lib/server/storage/blob-store";

const PAGE = 1000;

async function* linesOf(datanet: Datanet, version: DatanetVersion, format: ExportFormat) {
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
        content: RecordContent.parse(record.content),
      }),
    );
    yield lines.join("");
  }
}

/** The file of a version in one format: written a page at a time on the first wish, the same bytes ever after. */
export async function findOrCreateExport(
  datanet: Datanet,
  version: DatanetVersion,
  format: ExportFormat,
): Promise<VersionExport> {
  const where = { versionId_format: { versionId: version.id, format } };
  const known = await db().versionExport.findUnique({ where });
  if (known && (await hasBlob(known.sha256))) return known;
  const { sha256, bytes } = await putBlob(Readable.from(linesOf(datanet, version, format)));
  const data = { sha256, bytes: BigInt(bytes) };
  return db().versionExport.upsert({
    where,
    update: data,
    create: { versionId: version.id, format, ...data },
  });
}
