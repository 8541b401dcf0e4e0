import "server-only";
import { db } from "@/lib/server/db/prisma";

/** A run with everything that its page shows; null when there is none. */
export async function findRunRow(id: string) {
  return db().trainingRun.findUnique({
    where: { id },
    include: {
      snapshots: { include: { version: { include: { datanet: true } } } },
      model: true,
      jobs: {
        where: { kind: "train" },
        include: { attempts: { include: { worker: true }, orderBy: { fence: "desc" }, take: 1 } },
        orderBy: { queuedAt: "desc" },
        take: 1,
      },
      checks: { include: { worker: true }, orderBy: { createdAt: "asc" } },
    },
  });
}
export type RunRow = NonNullable<Awaited<ReturnType<typeof findRunRow>>>;
