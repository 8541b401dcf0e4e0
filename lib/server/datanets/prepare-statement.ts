import "server-only";
import type { Hex } from "viem";
import { buildStandardTree } from "@/lib/domain/datanets/standard-merkle";
import { AppError } from "@/lib/errors/app-error";
import type { LicenceStatement } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { requireDecided } from "./require-decided";
import { rightToLicense } from "./right-to-license";

/** Fixes the batch root and returns the statement that the author's wallet signs over it. */
export async function prepareStatement(call: {
  actor: Actor;
  slug: string;
  id: string;
}): Promise<LicenceStatement> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId !== account.id) throw new AppError("forbidden", "Only its author signs a contribution.");
  if (row.state !== "ready")
    throw new AppError("conflict", "Map the columns first; then the rows can be signed.");
  if (row.datanet.state !== "published") {
    throw new AppError(
      "precondition_failed",
      `"${row.datanet.name}" is not on chain yet. Its owner has to publish it first.`,
      { reason: "datanet_draft" },
    );
  }
  await requireDecided(row.id);
  const records = await db().datanetRecord.findMany({
    where: { contributionId: row.id },
    select: { position: true, commitment: true },
    orderBy: { position: "asc" },
  });
  const { root } = buildStandardTree(
    ["uint256", "bytes32", "bytes32"],
    records.map((r) => [BigInt(r.position), r.commitment, row.contributor.contributorId]),
  );
  const signedAt = Math.floor(Date.now() / 1000);
  await db().contribution.updateMany({
    where: { id: row.id, state: "ready" },
    data: { root, signedAt, count: records.length },
  });
  const typedData = await rightToLicense({
    datanetKey: row.datanet.datanetKey as Hex,
    contributorId: row.contributor.contributorId as Hex,
    root,
    count: records.length,
    licenceHash: row.datanet.licenceHash as Hex,
    signedAt,
  });
  return { root, count: records.length, contributorId: row.contributor.contributorId, typedData };
}
