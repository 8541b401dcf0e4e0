import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Contribution, Judgement } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { closeReview } from "./close-review";
import { findContributionRow } from "./find-contribution-row";
import { judgeRows } from "./judge-rows";
import { mayReview } from "./may-review";
import { toContribution } from "./to-contribution";

/**
 * Rows accepted or rejected one by one or by the rest. Judging in several sittings is fine: the review ends with its
 * last row.
 * @throws AppError forbidden for anybody but the owner and his reviewers; conflict when nothing was left to judge
 */
export async function reviewContribution(call: {
  actor: Actor;
  slug: string;
  id: string;
  judgements: Judgement[];
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId === account.id) throw new AppError("forbidden", "Nobody reviews their own rows.");
  if (!(await mayReview(row, account.id))) {
    throw new AppError("forbidden", "Only the Datanet's owner and the reviewers they invited judge rows.");
  }
  const { batchId } = row;
  if (row.state !== "in_review" || batchId === null) {
    throw new AppError("conflict", "This contribution was already judged, or its root is not on chain yet.");
  }
  await db().$transaction(async (tx) => {
    // Two reviewers at once: the second waits here and then finds the rows that the first has left.
    await tx.$queryRaw`SELECT 1 FROM contribution WHERE id = ${row.id} FOR UPDATE`;
    const batch = { id: row.id, datanetKey: row.datanet.datanetKey, batchId };
    let judged = 0;
    for (const judgement of call.judgements) judged += await judgeRows(tx, batch, account.id, judgement);
    if (judged === 0)
      throw new AppError("conflict", "These rows were already judged. Reload to see by whom.");
    await closeReview(tx, row.id);
  });
  return toContribution(row.id, call.actor);
}
