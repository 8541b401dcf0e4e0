import "server-only";
import type { Earnings } from "@/lib/schemas/payments";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { settlementState } from "@/lib/server/inference/get-receipt";

const ROLE_OF = ["platform", "model", "staker", "data", "data"] as const;
const PAGE = 100;

/** What each answer paid, or will pay, to the wallet that is signed in; training income of a worker's wallet too. */
export async function listEarnings(call: { actor: Actor }): Promise<Earnings> {
  const account = requireAccount(call.actor);
  const payee = account.address.toLowerCase();
  const leaves = await db().payoutLeaf.findMany({
    where: { payee },
    include: { answer: { include: { model: true, settlement: true } } },
    orderBy: { answer: { createdAt: "desc" } },
  });
  const refs = [...new Set(leaves.filter((leaf) => leaf.kind === 3).map((leaf) => leaf.ref))];
  const contributors = await db().contributor.findMany({
    where: { contributorId: { in: refs } },
    include: { datanet: true },
  });
  const datanetOf = new Map(contributors.map((c) => [c.contributorId, c.datanet.slug]));
  const rows = leaves.map((leaf) => {
    const settlement = settlementState(leaf.answer.settlement);
    return {
      id: `${leaf.answerId}:${leaf.index}`,
      role: ROLE_OF[leaf.kind] ?? "data",
      model: leaf.answer.model.name,
      datanet: datanetOf.get(leaf.ref) ?? null,
      receiptId: leaf.answerId,
      amountWei: weiFromDb(leaf.amountWei).toString(),
      state: settlement === "seen" || settlement === "final" ? ("paid" as const) : ("pending" as const),
      txHash: leaf.answer.settlement?.txHash ?? null,
      settlement,
      at: leaf.answer.createdAt.toISOString(),
    };
  });
  const sum = (state: string) =>
    rows.filter((row) => row.state === state).reduce((total, row) => total + BigInt(row.amountWei), 0n);
  return {
    items: rows.slice(0, PAGE),
    nextCursor: null,
    totals: {
      pendingWei: sum("pending").toString(),
      paidWei: sum("paid").toString(),
      answers: new Set(rows.map((row) => row.receiptId)).size,
    },
  };
}
