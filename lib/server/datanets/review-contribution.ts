import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Contribution } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { judgeContribution } from "./judge-contribution";
import { toContribution } from "./to-contribution";

/** The owner accepts or rejects somebody else's rows. Nobody reviews his own. */
export async function reviewContribution(call: {
  actor: Actor;
  slug: string;
  id: string;
  decision: "accept" | "reject";
  reason: string;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.datanet.ownerId !== account.id)
    throw new AppError("forbidden", "Only the Datanet's owner reviews contributions.");
  if (row.authorId === account.id) throw new AppError("forbidden", "Nobody reviews their own rows.");
  if (call.decision === "reject" && call.reason === "") {
    throw new AppError("invalid_input", "Say in a sentence why the rows are rejected; the author reads it.", {
      invalidParams: [{ name: "reason", reason: "say why" }],
    });
  }
  await db().$transaction(async (tx) => {
    const { count } = await tx.contribution.updateMany({
      where: { id: row.id, state: "in_review" },
      data: { state: "submitted" },
    });
    if (count !== 1) throw new AppError("conflict", "This contribution was already judged.");
    await judgeContribution(tx, row.id, call.decision === "accept" ? "accepted" : "rejected", call.reason);
  });
  return toContribution(row.id, call.actor);
}
