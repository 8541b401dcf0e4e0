import "server-only";
import type { Tx } from "@/lib/server/db/prisma";

/** Queues work on a contribution's files; what was queued before and not begun is taken back. */
export async function enqueueImport(
  tx: Tx,
  contributionId: string,
  kind: "inspect" | "convert",
): Promise<void> {
  await tx.datanetJob.updateMany({
    where: { subjectId: contributionId, state: { in: ["queued", "leased"] } },
    // A growing fence turns a running holder away at its next beat.
    data: { state: "failed", errorCode: "superseded", fence: { increment: 1 }, leaseUntil: null },
  });
  await tx.datanetJob.create({ data: { kind, subjectId: contributionId } });
}
