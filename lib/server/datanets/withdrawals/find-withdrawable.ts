import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "../find-contribution-row";

const JUDGED = new Set(["accepted", "partly_accepted", "rejected"]);

/**
 * A contribution and those of its rows that its author or the Datanet's owner takes back.
 * @param positions rows of the batch; absent: all that can still be taken back
 * @param erase rows that were only withdrawn can still be erased
 * @throws AppError not_found | forbidden | conflict | invalid_input
 */
export async function findWithdrawable(call: {
  actor: Actor;
  slug: string;
  id: string;
  positions?: number[] | undefined;
  erase: boolean;
}) {
  const account = requireAccount(call.actor);
  const contribution = await findContributionRow(call.id, call.actor, call.slug);
  if (contribution.authorId !== account.id && contribution.datanet.ownerId !== account.id)
    throw new AppError("forbidden", "Only its author and the Datanet's owner take rows back.");
  if (!JUDGED.has(contribution.state) || contribution.batchId === null)
    throw new AppError("conflict", "Rows can be taken back once all of them are judged.");
  const records = await db().datanetRecord.findMany({
    where: {
      contributionId: contribution.id,
      ...(call.positions && { position: { in: call.positions } }),
      ...(call.erase ? { erasedAt: null } : { withdrawnAt: null }),
    },
    select: { id: true, position: true, content: true, withdrawnAt: true },
    orderBy: { position: "asc" },
  });
  if (call.positions && records.length < new Set(call.positions).size)
    throw new AppError("invalid_input", "Some of these rows do not exist or were taken back before.");
  return { contribution, records };
}
