import "server-only";
import { APPEAL_DAYS, panelUntil } from "@/lib/domain/datanets/review-times";
import { AppError } from "@/lib/errors/app-error";
import type { Appeal } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { countVerdicts } from "./count-verdicts";
import { drawPanel } from "./draw-panel";
import { findContributionRow } from "./find-contribution-row";
import { mayAppeal } from "./may-appeal";
import { toAppeal } from "./to-appeal";

/** The author objects to all rejected rows of his contribution: free, once, within 14 days. */
export async function createAppeal(call: {
  actor: Actor;
  slug: string;
  id: string;
  text: string;
}): Promise<Appeal> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId !== account.id) throw new AppError("forbidden", "Only its author appeals.");
  const { rejected } = await countVerdicts(row.id);
  if (!mayAppeal(row, rejected)) {
    throw new AppError(
      "conflict",
      `Nothing can be appealed here: an appeal is possible once, within ${APPEAL_DAYS} days of a review that rejected rows.`,
    );
  }
  await db().$transaction(async (tx) => {
    // The keeper may be sending the rejections to the chain at this moment; whoever holds the row first decides.
    const held = await tx.$queryRaw<{ open: boolean }[]>`
      SELECT rejections_sent_at IS NULL AS open FROM contribution WHERE id = ${row.id} FOR UPDATE`;
    if (!held[0]?.open)
      throw new AppError("conflict", "The time for an appeal is over: the rejections are final.");
    const { count } = await tx.contributionAppeal.createMany({
      data: [{ contributionId: row.id, text: call.text, panel: [], dueAt: panelUntil(new Date()) }],
      skipDuplicates: true,
    });
    if (count === 1) await drawPanel(tx, row.id);
  });
  return toAppeal(row.id, call.actor);
}
