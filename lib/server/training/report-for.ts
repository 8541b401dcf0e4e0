import "server-only";
import { covers } from "@/lib/domain/datanets/access-rule";
import type { Datanet, Prisma } from "@/lib/generated/prisma/client";
import { EvalReport } from "@/lib/schemas/training";
import { purposeOfViewer, type Viewer } from "@/lib/server/datanets/access/purpose-of-viewer";

type ReportedRun = {
  evaluation: Prisma.JsonValue;
  snapshots: readonly { version: { datanet: Datanet } }[];
};

/** A run's report; its samples are rows, so they go to those who read all of its Datanets. Null while there is none. */
export async function reportFor(run: ReportedRun, viewer: Viewer): Promise<EvalReport | null> {
  if (run.evaluation === null) return null;
  const report = EvalReport.parse(run.evaluation);
  for (const { version } of run.snapshots) {
    if (!covers(await purposeOfViewer(version.datanet, viewer), "read")) return { ...report, samples: [] };
  }
  return report;
}
