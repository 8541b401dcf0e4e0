import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Appeal } from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

/** @throws AppError not_found when nobody appealed */
export async function toAppeal(contributionId: string, actor: Actor): Promise<Appeal> {
  const row = await db().contributionAppeal.findUnique({
    where: { contributionId },
    include: { votes: { include: { account: true }, orderBy: { createdAt: "asc" } } },
  });
  if (!row) throw new AppError("not_found", "Nobody has appealed against this review.");
  const people = await db().account.findMany({ where: { id: { in: row.panel } } });
  const viewer = actor.account?.id;
  const voted = row.votes.some((vote) => vote.accountId === viewer);
  return {
    state: row.state,
    text: row.text,
    panel: people.map((person) => person.handle),
    votes: row.votes.map((vote) => ({
      by: vote.account.handle,
      vote: vote.overturn ? "overturn" : "uphold",
      reason: vote.reason,
    })),
    dueAt: row.dueAt.toISOString(),
    viewerMayVote: row.state === "open" && viewer !== undefined && row.panel.includes(viewer) && !voted,
  };
}
