import "server-only";
import { rm } from "node:fs/promises";
import { Prisma } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { deleteBlob } from "@/lib/server/storage/delete-blob";
import { closeVersionIndex } from "../version-index/open-version-index";
import { versionIndexPath } from "../version-index/version-index-path";

/** Files of versions that hold a contribution's rows, and their word indexes; both are made anew without them. */
async function forgetVersions(contributionId: string): Promise<void> {
  const versions = await db().datanetVersion.findMany({
    where: { records: { some: { record: { contributionId } } } },
    include: { exports: true },
  });
  for (const { id, exports } of versions) {
    for (const { sha256 } of exports) await deleteBlob(sha256);
    await db().versionExport.deleteMany({
      where: { versionId: id, sha256: { in: exports.map(({ sha256 }) => sha256) } },
    });
    await rm(versionIndexPath(id), { force: true });
    closeVersionIndex(id);
  }
}

/** The file as it came, its extracts, preview and rejected rows. Their names go last, so a crash loses none of them. */
async function forgetSource(contributionId: string): Promise<void> {
  const contribution = await db().contribution.findUniqueOrThrow({
    where: { id: contributionId },
    include: { files: true },
  });
  const hashes = contribution.files.flatMap((file) => [file.sha256, ...(file.extracts as string[])]);
  if (contribution.rejectedSha256) hashes.push(contribution.rejectedSha256);
  for (const sha256 of new Set(hashes)) {
    // The same file may stand behind somebody else's contribution.
    const shared = await db().sourceFile.count({
      where: { sha256, contributionId: { not: contributionId } },
    });
    if (shared === 0) await deleteBlob(sha256);
  }
  await db().$transaction([
    db().sourceFile.deleteMany({ where: { contributionId } }),
    db().contribution.update({
      where: { id: contributionId },
      data: { preview: [], columns: [], report: Prisma.DbNull, rejectedSha256: null },
    }),
  ]);
}

/**
 * Deletes what was made of a contribution's rows that were taken back. It can be done again at any time; only its end
 * says that nothing is left to forget.
 */
export async function forgetCopies(contributionId: string): Promise<void> {
  const before = new Date();
  await forgetVersions(contributionId);
  const erased = await db().datanetRecord.count({ where: { contributionId, erasedAt: { not: null } } });
  if (erased > 0) await forgetSource(contributionId);
  await db().contribution.updateMany({
    where: { id: contributionId, forgetSince: { lte: before } },
    data: { forgetSince: null },
  });
}
