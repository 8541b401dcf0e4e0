import "server-only";
import { db } from "@/lib/server/db/prisma";
import { createExport } from "../find-or-create-export";
import { LARGEST_ON_DEMAND } from "../version-index/find-or-build-index";

/** Keeper step: makes the table of one large version ahead of the first query. */
export async function tabulateNextVersion(): Promise<void> {
  const next = await db().datanetVersion.findFirst({
    where: { recordCount: { gt: LARGEST_ON_DEMAND }, exports: { none: { format: "parquet" } } },
    include: { datanet: true },
    orderBy: { createdAt: "desc" },
  });
  if (next) await createExport(next.datanet, next, "parquet");
}
