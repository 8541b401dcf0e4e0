import "server-only";
import { JobRow } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { readBlob } from "@/lib/server/storage/blob-store";

/** What a model was trained on, without a word of it: versions with licence and credits, and each trained row's commitment. */
export async function dataManifest(runId: string): Promise<string> {
  const run = await db().trainingRun.findUniqueOrThrow({
    where: { id: runId },
    include: {
      snapshots: { include: { version: { include: { datanet: { include: { contributors: true } } } } } },
    },
  });
  const lines = (await readBlob(run.rowsTrain)).toString("utf8").split("\n").filter(Boolean);
  const rows = lines.map((line) => JobRow.parse(JSON.parse(line)));
  return JSON.stringify(
    {
      v: 1,
      datanets: run.snapshots.map(({ version }) => ({
        slug: version.datanet.slug,
        name: version.datanet.name,
        version: version.number,
        licence: version.datanet.spdxId,
        snapshotRoot: version.snapshotRoot,
        records: version.recordCount,
        contributors: version.datanet.contributors.map(({ handle, contributorId }) => ({
          handle,
          contributorId,
        })),
      })),
      trainedRows: rows.filter((row) => row.leader && row.split === "train").map((row) => row.commitment),
    },
    null,
    1,
  );
}
