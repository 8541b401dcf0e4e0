import "server-only";
import type { z } from "zod";
import { clusterRecords } from "@/lib/domain/datanets/cluster-records";
import { findLicence } from "@/lib/domain/datanets/licences";
import { comparedText, RecordContent, toTurns } from "@/lib/domain/datanets/record-content";
import { heldOutAgainstName, type Split, splitRows, splitSizes } from "@/lib/domain/training/split-rows";
import { AppError } from "@/lib/errors/app-error";
import type { Datanet, DatanetVersion } from "@/lib/generated/prisma/client";
import type { JobRow } from "@/lib/schemas/jobs";
import type { TrainingInput } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { requireAccess } from "@/lib/server/datanets/access/require-access";
import { visibleTo } from "@/lib/server/datanets/access/visible-to";
import { requireWholeVersion } from "@/lib/server/datanets/withdrawals/require-whole-version";
import { db } from "@/lib/server/db/prisma";

export type RunVersion = DatanetVersion & { datanet: Datanet };
export type RunRows = {
  versions: RunVersion[];
  rows: JobRow[];
  counts: { train: number; validation: number; test: number; duplicates: number };
  issues: { level: "block" | "warn"; message: string }[];
};

/** Pinned versions of a plan that its client may train on. @throws AppError not_found | forbidden | precondition_failed */
export async function findVersions(
  data: z.infer<typeof TrainingInput>["data"],
  actor: Actor,
): Promise<RunVersion[]> {
  const versions: RunVersion[] = [];
  for (const { slug, version } of data) {
    const row = await db().datanetVersion.findFirst({
      where: { number: version, datanet: { AND: [{ slug, state: "published" }, visibleTo(actor)] } },
      include: { datanet: true },
    });
    if (!row) throw new AppError("not_found", `There is no version ${version} of a Datanet "${slug}".`);
    await requireAccess(row.datanet, actor, "train");
    if (row.state !== "anchored") {
      throw new AppError(
        "precondition_failed",
        `Version ${version} of "${row.datanet.name}" is not on chain yet. Wait a moment and try again.`,
        { reason: "not_anchored" },
      );
    }
    await requireWholeVersion(row);
    versions.push(row);
  }
  return versions;
}

/** Licence verdicts of the chosen Datanets for a published, priced model. */
function licenceIssues(versions: readonly RunVersion[]): RunRows["issues"] {
  return versions.flatMap(({ datanet }): RunRows["issues"] => {
    const licence = findLicence(datanet.spdxId);
    if (!licence?.train)
      return [
        {
          level: "block",
          message: `"${datanet.name}" does not allow training (${datanet.spdxId}).`,
        },
      ];
    if (!licence.publish)
      return [
        {
          level: "warn",
          message: `"${datanet.name}" is ${datanet.spdxId}: the model cannot be published.`,
        },
      ];
    if (!licence.paidInference)
      return [
        {
          level: "warn",
          message: `"${datanet.name}" is ${datanet.spdxId}: no priced model can be made from it.`,
        },
      ];
    return [];
  });
}

/** The split that a row's file gave it, kept beside its text. */
function namedSplit(content: RecordContent | undefined): Split | null {
  const name = content?.meta.split;
  return name === "train" || name === "validation" || name === "test" ? name : null;
}

/** What is done with rows that say more than plain questions and answers. */
function rowIssues(contents: readonly RecordContent[], named: readonly (Split | null)[]): RunRows["issues"] {
  const issues: RunRows["issues"] = [];
  const preferences = contents.filter((content) => content.kind === "preference").length;
  if (preferences > 0)
    issues.push({
      level: "warn",
      message: `${preferences} rows hold a better and a worse answer: the better one is trained as the answer, the worse one is not used.`,
    });
  const against = heldOutAgainstName(named);
  if (against > 0)
    issues.push({
      level: "warn",
      message: `${against} rows that came as training rows are held out, since no others are left to measure with.`,
    });
  if (splitSizes(named).train < 1)
    issues.push({ level: "block", message: "Every row came as a held-out one; none is left to train on." });
  return issues;
}

async function recordsOf(versionId: string) {
  const members = await db().versionRecord.findMany({
    where: { versionId },
    include: { record: { include: { contributor: true } } },
    orderBy: { position: "asc" },
  });
  return members.map((member) => member.record);
}

/**
 * All rows of a plan in run order with identity, duplicate cluster and split. Only cluster leaders are trained,
 * so copies neither gain nor dilute.
 * @param splitSecret 32 bytes hex; without it every row stands as training row (counting tokens needs no split),
 *   while the counts are already those of the split
 */
export async function buildRunRows(input: {
  actor: Actor;
  data: z.infer<typeof TrainingInput>["data"];
  splitSecret: string | null;
}): Promise<RunRows> {
  const versions = await findVersions(input.data, input.actor);
  const records: Awaited<ReturnType<typeof recordsOf>> = [];
  for (const version of versions) {
    records.push(...(await recordsOf(version.id)));
  }
  const contents = records.map((record) => RecordContent.parse(record.content));
  const clusters = clusterRecords(contents.map(comparedText));
  const leaders = records.map((_, i) => i).filter((i) => clusters[i]?.leader);
  const named = leaders.map((i) => namedSplit(contents[i]));
  const commitments = leaders.map((i) => records[i]?.commitment ?? "");
  const splits = input.splitSecret ? splitRows(commitments, input.splitSecret, named) : [];
  const splitOf = new Map(leaders.map((row, i) => [row, splits[i] ?? "train"]));
  const numbers = new Map<string, number>();
  const rows = records.map((record, i): JobRow => {
    const { contributorId } = record.contributor;
    if (!numbers.has(contributorId)) numbers.set(contributorId, numbers.size);
    return {
      position: i,
      recordId: record.id,
      salt: record.salt,
      commitment: record.commitment,
      contributorId,
      contributorNo: numbers.get(contributorId) ?? 0,
      cluster: clusters[i]?.cluster ?? i,
      leader: clusters[i]?.leader ?? true,
      order: i,
      split: splitOf.get(i) ?? "train",
      messages: toTurns(contents[i] as RecordContent),
    };
  });
  const counts = { ...splitSizes(named), duplicates: rows.length - leaders.length };
  const issues = [...licenceIssues(versions), ...rowIssues(contents, named)];
  if (leaders.length < 10)
    issues.push({
      level: "block",
      message: `${leaders.length} usable rows; 10 are needed, 50 advised. Add rows.`,
    });
  else if (leaders.length < 50)
    issues.push({ level: "warn", message: `${leaders.length} usable rows; 50 or more are advised.` });
  return { versions, rows, counts, issues };
}

export function rowsToJsonl(rows: readonly JobRow[]): string {
  return `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
}
