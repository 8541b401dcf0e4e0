import "server-only";
import { planConversion } from "@/lib/domain/datanets/convert-row";
import { AppError } from "@/lib/errors/app-error";
import { Prisma } from "@/lib/generated/prisma/client";
import {
  type ColumnRole,
  type Contribution,
  type ContributionState,
  ImportOptions,
} from "@/lib/schemas/contributions";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { enqueueImport } from "./imports/enqueue-import";
import { rememberMapping } from "./imports/import-mapping";
import { toContribution } from "./to-contribution";

const OPEN: ContributionState[] = ["checking", "refused", "needs_mapping", "ready"];

/** Encoding, delimiter and header change what the columns are, so the files are looked into again. */
function readsDifferently(before: ImportOptions, after: ImportOptions): boolean {
  const places = ["encoding", "delimiter", "header"] as const;
  return places.some((place) => before[place] !== after[place]);
}

/**
 * Sets column roles and repairs and has the files read with them. Mapping again replaces the rows as long as nothing
 * was signed.
 * @throws AppError conflict after the statement was signed; dataset_invalid when roles cannot make rows
 */
export async function mapContribution(call: {
  actor: Actor;
  slug: string;
  id: string;
  roles: Record<string, ColumnRole> | undefined;
  options: ImportOptions | undefined;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId !== account.id) throw new AppError("forbidden", "Only its author maps a contribution.");
  if (!OPEN.includes(row.state))
    throw new AppError(
      "conflict",
      "This contribution is signed and cannot be mapped again. Offer the rows in a new one.",
    );
  const before = ImportOptions.parse(row.options);
  const options = call.options ?? before;
  const columns = (row.columns as Contribution["columns"]).map((column) => ({
    ...column,
    role: call.roles ? (call.roles[column.name] ?? "ignore") : column.role,
  }));
  const again = columns.length === 0 || readsDifferently(before, options);
  const roles = Object.fromEntries(columns.map(({ name, role }) => [name, role]));
  // The choice is kept even when it does not work yet, so that a reload shows what was typed.
  await db().contribution.updateMany({
    where: { id: row.id, state: { in: OPEN } },
    data: { columns, options },
  });
  if (!again && row.files.length === 1) planConversion(roles, row.datanet.kind as DatanetKind, options);
  await db().$transaction(async (tx) => {
    const { count } = await tx.contribution.updateMany({
      where: { id: row.id, state: { in: OPEN } },
      data: {
        state: "checking",
        problem: Prisma.DbNull,
        report: Prisma.DbNull,
        root: null,
        signedAt: null,
        comparedAt: null,
        personalDetails: null,
        scoreCard: Prisma.DbNull,
        ...(again && { columns: [], preview: [] }),
      },
    });
    if (count !== 1) throw new AppError("conflict", "This contribution was signed in the meantime.");
    if (!again && call.roles)
      await rememberMapping(
        tx,
        row.datanetId,
        columns.map(({ name }) => name),
        roles,
        options,
      );
    // A repair is looked at before it is believed; roles that somebody chose are taken as they are.
    await enqueueImport(tx, row.id, again || !call.roles ? "inspect" : "convert");
  });
  return toContribution(row.id, call.actor);
}
