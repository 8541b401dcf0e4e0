import "server-only";
import type { z } from "zod";
import { RecordContent, toTurns } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { DatanetRecordPage } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";

/** Rows of one version by position; `cursor` is the next position. */
export async function listRecords(call: {
  actor: Actor;
  slug: string;
  version?: number | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}): Promise<z.infer<typeof DatanetRecordPage>> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const version = await db().datanetVersion.findFirst({
    where: { datanetId: datanet.id, ...(call.version !== undefined && { number: call.version }) },
    orderBy: { number: "desc" },
  });
  if (!version) {
    if (call.version !== undefined)
      throw new AppError("not_found", `"${datanet.name}" has no version ${call.version}.`);
    return { items: [], nextCursor: null, total: 0 };
  }
  const from = Number(call.cursor ?? 0);
  const take = call.limit ?? 50;
  const rows = await db().versionRecord.findMany({
    where: { versionId: version.id, position: { gte: from, lt: from + take } },
    include: { record: { include: { contributor: true } } },
    orderBy: { position: "asc" },
  });
  const items = rows.map(({ position, leader, record }) => {
    const turns = toTurns(RecordContent.parse(record.content));
    return {
      id: record.id,
      position,
      prompt: turns.filter((turn) => turn.role === "user").at(-1)?.content ?? "",
      completion: turns.at(-1)?.content ?? "",
      system: turns.find((turn) => turn.role === "system")?.content ?? null,
      contributor: { contributorId: record.contributor.contributorId, handle: record.contributor.handle },
      commitment: record.commitment,
      leader,
    };
  });
  const next = from + take;
  return { items, nextCursor: next < version.recordCount ? String(next) : null, total: version.recordCount };
}
