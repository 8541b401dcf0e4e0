import "server-only";
import type { z } from "zod";
import { clusterRecords } from "@/lib/domain/datanets/cluster-records";
import { findLicence } from "@/lib/domain/datanets/licences";
import { comparedText, RecordContent, toTurns } from "@/lib/domain/datanets/record-content";
import { splitRows } from "@/lib/domain/training/split-rows";
import { AppError } from "@/lib/errors/app-error";
import type { Datanet, DatanetVersion } from "@/lib/generated/prisma/client";
import type { JobRow } from "@/lib/schemas/jobs";
import type { TrainingInput } from "@/lib/schemas/training";
import { db } from "@/lib/server/db/prisma";

export type RunVersion = DatanetVersion & { datanet: Datanet };
export type RunRows = {
  versions: RunVersion[];
  rows: JobRow[];
  counts: { train: number; validation: number; test: number; duplicates: number };
  issues: { level: "block" | "warn"; message: string }[];
};

/** Pinned versions of a plan. @throws AppError not_found | precondition_failed */
export async function findVersions(data: z.infer<typeof TrainingInput>["data"]): Promise<RunVersion[]> {
  const versions: RunVersion[] = [];
  for (const { slug, version } of data) {
    const row = await db().datanetVersion.findFirst({
      where: { number: version, datanet: { slug, state: "published" } },
      include: { datanet: true },
    });
    if (!row) throw new AppError("not_found", `There is no version ${version} of a Datanet "${slug}".`);
    if (row.state !== "anchored") {
      throw new AppError(
        "precondition_failed",
        `Version ${version} of "${row.datanet.name}" is not on chain yet. Wait a moment and try again.`,
        { reason: "not_anchored" },
      );
    }
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
 * @param splitSecret 32 bytes hex; without it every row counts as training row (counting tokens needs no split)
 */
export async function buildRunRows(input: {
  data: z.infer<typeof TrainingInput>["data"];
  splitSecret: string | null;
}): Promise<RunRows> {
  const versions = await findVersions(input.data);
  const records: Awaited<ReturnType<typeof recordsOf>> = [];
  for (const version of versions) {
    records.push(...(await recordsOf(version.id)));
  }
  const contents = records.map((record) => RecordContent.parse(record.content));
  const clusters = clusterRecords(contents.map(comparedText));
  const leaders = records.map((_, i) => i).filter((i) => clusters[i]?.leader);
  const splits = input.splitSecret
    ? splitRows(
        leaders.map((i) => records[i]?.commitment ?? ""),
        input.splitSecret,
      )
    : [];
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
  const count = (split: string) => rows.filter((row) => row.leader && row.split === split).length;
  const counts = {
    train: count("train"),
    validation: count("validation"),
    test: count("test"),
    duplicates: rows.length - leaders.length,
  };
  const issues = licenceIssues(versions);
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
