import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import { JobRow } from "@/lib/schemas/jobs";
import { EvalReport, RunSample } from "@/lib/schemas/training";
import { db } from "@/lib/server/db/prisma";
import { putBlob, readBlob } from "@/lib/server/storage/blob-store";
import { deleteBlob } from "@/lib/server/storage/delete-blob";

/** The same rows without the texts of erased ones; identity, cluster and split stay. */
async function withoutTexts(
  sha256: string,
  erased: ReadonlySet<string>,
): Promise<{ sha256: string; texts: string[] }> {
  const texts: string[] = [];
  const lines = (await readBlob(sha256)).toString("utf8").split("\n").filter(Boolean);
  const kept = lines.map((line) => {
    const row = JobRow.parse(JSON.parse(line));
    if (!erased.has(row.recordId) || row.messages === null) return line;
    texts.push(...row.messages.map((turn) => turn.content));
    return JSON.stringify({ ...row, messages: null });
  });
  const stored = await putBlob(`${kept.join("\n")}\n`);
  return { sha256: stored.sha256, texts };
}

/** The sample events that show a text that is gone, without those samples. */
function sampleEvents(events: readonly { seq: number; body: unknown }[], texts: ReadonlySet<string>) {
  return events.flatMap(({ seq, body }) => {
    const samples = RunSample.array().parse((body as { samples: unknown }).samples);
    const kept = samples.filter((sample) => !texts.has(sample.prompt) && !texts.has(sample.expected));
    return kept.length < samples.length ? [{ seq, samples: kept }] : [];
  });
}

/** A report without the samples that show a text that is gone. */
function scrubbed(evaluation: Prisma.JsonValue, texts: ReadonlySet<string>) {
  if (evaluation === null) return Prisma.DbNull;
  const report = EvalReport.parse(evaluation);
  return {
    ...report,
    samples: report.samples.filter((one) => !texts.has(one.prompt) && !texts.has(one.expected)),
  };
}

/** Takes the texts of erased rows out of one ended run: its inputs, reports and sample answers. */
export async function scrubRun(id: string): Promise<void> {
  const run = await db().trainingRun.findUniqueOrThrow({
    where: { id },
    include: { events: { where: { kind: "sample" } }, choices: true },
  });
  const at = new Date();
  const erasedRows = await db().datanetRecord.findMany({
    where: { erasedAt: { lte: at }, versions: { some: { version: { runs: { some: { runId: id } } } } } },
    select: { id: true },
  });
  const erased = new Set(erasedRows.map((row) => row.id));
  const train = await withoutTexts(run.rowsTrain, erased);
  const all = await withoutTexts(run.rowsAll, erased);
  const texts = new Set([...train.texts, ...all.texts]);
  await db().$transaction([
    db().trainingRun.update({
      where: { id },
      data: {
        rowsTrain: train.sha256,
        rowsAll: all.sha256,
        scrubbedAt: at,
        evaluation: scrubbed(run.evaluation, texts),
      },
    }),
    ...run.choices.map((choice) =>
      db().checkpointChoice.update({
        where: { id: choice.id },
        data: { evaluation: scrubbed(choice.evaluation, texts) },
      }),
    ),
    ...sampleEvents(run.events, texts).map(({ seq, samples }) =>
      db().runEvent.update({ where: { runId_seq: { runId: id, seq } }, data: { body: { samples } } }),
    ),
    // The estimate that it was made from names the same files.
    db().trainingQuote.deleteMany({ where: { planHash: run.planHash } }),
  ]);
  const kept = new Set([train.sha256, all.sha256]);
  for (const before of new Set([run.rowsTrain, run.rowsAll])) {
    const shared = await db().trainingRun.count({
      where: { OR: [{ rowsTrain: before }, { rowsAll: before }] },
    });
    if (!kept.has(before) && shared === 0) await deleteBlob(before);
  }
}
