import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Datanet, DatanetVersion } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";

/** Nothing new is trained on a version that holds rows which were taken back. @throws AppError precondition_failed */
export async function requireWholeVersion(version: DatanetVersion & { datanet: Datanet }): Promise<void> {
  const withdrawn = await db().versionRecord.count({
    where: { versionId: version.id, record: { withdrawnAt: { not: null } } },
  });
  if (withdrawn === 0) return;
  throw new AppError(
    "precondition_failed",
    `${withdrawn} of the rows of version ${version.number} of "${version.datanet.name}" were withdrawn. Choose a later version, or ask its owner to seal one.`,
    { reason: "withdrawn" },
  );
}
