import "server-only";
import { covers } from "@/lib/domain/datanets/access-rule";
import { db } from "@/lib/server/db/prisma";
import { purposeOfViewer } from "./purpose-of-viewer";

/** The first Datanet whose rows a run's client may not train on any more; null when all are open to him. */
export async function closedDatanetOf(runId: string): Promise<{ name: string } | null> {
  const run = await db().trainingRun.findUniqueOrThrow({
    where: { id: runId },
    include: { account: true, snapshots: { include: { version: { include: { datanet: true } } } } },
  });
  for (const { version } of run.snapshots) {
    if (!covers(await purposeOfViewer(version.datanet, run), "train")) return version.datanet;
  }
  return null;
}
