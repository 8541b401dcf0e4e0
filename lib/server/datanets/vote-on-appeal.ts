import "server-only";
import { panelVerdict } from "@/lib/domain/datanets/review-times";
import { AppError } from "@/lib/errors/app-error";
import type { Appeal } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { decideAppeal } from "./decide-appeal";
import { findContributionRow } from "./find-contribution-row";
import { toAppeal } from "./to-appeal";

/** One vote of a drawn reviewer; a majority of the panel decides at once. @throws AppError forbidden | conflict */
export async function voteOnAppeal(call: {
  actor: Actor;
  slug: string;
  id: string;
  vote: "overturn" | "uphold";
  reason: string;
}): Promise<Appeal> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM contribution_appeal WHERE contribution_id = ${row.id} FOR UPDATE`;
    const appeal = await tx.contributionAppeal.findUnique({
      where: { contributionId: row.id },
      include: { votes: true },
    });
    if (!appeal?.panel.includes(account.id))
      throw new AppError("forbidden", "Only the drawn panel votes on an appeal.");
    if (appeal.state !== "open") throw new AppError("conflict", `This appeal is decided: ${appeal.state}.`);
    const overturn = call.vote === "overturn";
    const { count } = await tx.appealVote.createMany({
      data: [{ appealId: appeal.id, accountId: account.id, overturn, reason: call.reason }],
      skipDuplicates: true,
    });
    if (count === 0) throw new AppError("conflict", "You have voted already.");
    const votes = [...appeal.votes.map((vote) => vote.overturn), overturn];
    const verdict = panelVerdict(votes, appeal.panel.length);
    if (verdict) await decideAppeal(tx, row.id, verdict);
  });
  return toAppeal(row.id, call.actor);
}
