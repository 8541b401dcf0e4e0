import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { Hex } from "viem";
import { convertRows } from "@/lib/domain/datanets/convert-rows";
import { parseTable } from "@/lib/domain/datanets/parse-table";
import { commitRecord, recordBytes } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { ColumnRole, Contribution, DatanetKind } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { readBlob } from "@/lib/server/storage/blob-store";
import { findContributionRow } from "./find-contribution-row";
import { toContribution } from "./to-contribution";

/**
 * Applies column roles to the stored file: converts, reports, and draws one salt per record. Mapping again
 * replaces the rows as long as nothing was signed.
 * @throws AppError conflict after the statement was signed; dataset_invalid when roles do not make rows
 */
export async function mapContribution(call: {
  actor: Actor;
  slug: string;
  id: string;
  roles: Record<string, ColumnRole>;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId !== account.id) throw new AppError("forbidden", "Only its author maps a contribution.");
  if (row.state !== "needs_mapping" && row.state !== "ready") {
    throw new AppError(
      "conflict",
      "This contribution is signed and cannot be mapped again. Offer the rows in a new one.",
    );
  }
  const table = parseTable({ bytes: await readBlob(row.sourceSha256), filename: row.filename });
  const roles = Object.fromEntries(table.columns.map((name) => [name, call.roles[name] ?? "ignore"]));
  const columns = (row.columns as Contribution["columns"]).map((column) => ({
    ...column,
    role: roles[column.name] ?? "ignore",
  }));
  // The choice is kept even when it does not work yet, so that a reload shows what was typed.
  await db().contribution.update({ where: { id: row.id }, data: { columns } });

  const hashOf = (normalised: string) => createHash("sha256").update(normalised).digest("hex");
  const earlier = await db().datanetRecord.findMany({
    where: {
      datanetId: row.datanetId,
      contributionId: { not: row.id },
      contribution: { state: { notIn: ["needs_mapping", "ready", "rejected", "failed"] } },
    },
    select: { textHash: true },
  });
  const known = new Set(earlier.map((record) => record.textHash));
  const conversion = convertRows(
    table,
    roles,
    row.datanet.kind as DatanetKind,
    { has: (text: string) => known.has(hashOf(text)) } as ReadonlySet<string>,
  );
  const records = conversion.rows.map(({ content, normalised }, position) => {
    const salt: Hex = `0x${randomBytes(32).toString("hex")}`;
    return {
      datanetId: row.datanetId,
      contributionId: row.id,
      contributorRef: row.contributorRef,
      position,
      content,
      salt,
      commitment: commitRecord(salt, recordBytes(content)),
      textHash: hashOf(normalised),
    };
  });
  await db().$transaction(async (tx) => {
    const { count } = await tx.contribution.updateMany({
      where: { id: row.id, state: { in: ["needs_mapping", "ready"] } },
      data: { state: "ready", report: conversion.report, count: records.length, root: null, signedAt: null },
    });
    if (count !== 1) throw new AppError("conflict", "This contribution was signed in the meantime.");
    await tx.datanetRecord.deleteMany({ where: { contributionId: row.id } });
    for (let i = 0; i < records.length; i += 2000)
      await tx.datanetRecord.createMany({ data: records.slice(i, i + 2000) });
  });
  return toContribution(row.id, call.actor);
}
