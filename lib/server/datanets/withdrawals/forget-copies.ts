import "server-only";
import { rm } from "node:fs/promises";
import { Prisma } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { deleteBlob } from "@/lib/server/storage/delete-blob";
import { closeVersionIndex } from "../version-index/open-version-index";
import { versionIndexPath } from "../version-index/version-index-path";

/**
 * Deletes what was made of a contribution's rows and can be made anew without them: files and word indexes of the
 * versions that hold them; at an erasure also the file as it came, its extracts, preview and rejected rows.
 */
export async function forgetCopies(contributionId: string, { erase }: { erase: boolean }): Promise<void> {
  const versions = await db().datanetVersion.findMany({
    where: { records: { some: { record: { contributionId } } } },
    include: { exports: true },
  });
  for (const { id, exports } of versions) {
    await db().versionExport.deleteMany({ where: { versionId: id } });
    for (const { sha256 } of exports) await deleteBlob(sha256);
    await rm(versionIndexPath(id), { force: true });
    closeVersionIndex(id);
  }
  if (!erase) return;
  const contribution = await db().contribution.findUniqueOrThrow({
    where: { id: contributionId },
    include: { files: true },
  });
  await db().contribution.update({
    where: { id: contributionId },
    data: { preview: [], columns: [], report: Prisma.DbNull, rejectedSha256: null },
  });
  await db().sourceFile.deleteMany({ where: { contributionId } });
  const hashes = contribution.files.flatMap((file) => [file.sha256, ...(file.extracts as string[])]);
  if (contribution.rejectedSha256) hashes.push(contribution.rejectedSha256);
  for (const sha256 of new Set(hashes)) {
    // The same file may stand behind somebody else's contribution.
    const shared = await db().sourceFile.count({ where: { sha256 } });
    if (shared === 0) await deleteBlob(sha256);
  }
}
