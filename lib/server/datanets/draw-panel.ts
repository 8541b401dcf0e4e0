import "server-only";
import { randomInt } from "node:crypto";
import { PANEL_SIZE, panelUntil } from "@/lib/domain/datanets/review-times";
import type { Tx } from "@/lib/server/db/prisma";

/**
 * Draws an appeal's panel from the Datanet's reviewers who are not its owner, the author, or somebody who judged these
 * rows. Fewer than three make a smaller panel; none leaves the appeal waiting until a reviewer is invited, and only
 * then does its time begin.
 */
export async function drawPanel(tx: Tx, contributionId: string): Promise<void> {
  const contribution = await tx.contribution.findUniqueOrThrow({
    where: { id: contributionId },
    include: { datanet: { include: { members: true } }, reviews: true },
  });
  const excluded = new Set([
    contribution.authorId,
    contribution.datanet.ownerId,
    ...contribution.reviews.map((review) => review.reviewerId),
  ]);
  const free = contribution.datanet.members
    .map((member) => member.accountId)
    .filter((accountId) => !excluded.has(accountId));
  const panel: string[] = [];
  while (panel.length < PANEL_SIZE && free.length > 0) {
    const [drawn] = free.splice(randomInt(free.length), 1);
    if (drawn) panel.push(drawn);
  }
  if (panel.length === 0) return;
  await tx.contributionAppeal.updateMany({
    where: { contributionId, state: "open", panel: { isEmpty: true } },
    data: { panel, dueAt: panelUntil(new Date()) },
  });
}
