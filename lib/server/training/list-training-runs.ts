import "server-only";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findRunRow } from "./find-run-row";
import { type RunHead, toRunHead } from "./get-training-run";

/** My runs, newest first; a page of a hundred is enough for one person for now. */
export async function listTrainingRuns(call: {
  actor: Actor;
}): Promise<{ items: RunHead[]; nextCursor: null }> {
  const account = requireAccount(call.actor);
  const ids = await db().trainingRun.findMany({
    where: { accountId: account.id },
    orderBy: { createdAt: "desc" },
    take: 100,
    select: { id: true },
  });
  const rows = await Promise.all(ids.map(({ id }) => findRunRow(id)));
  return { items: await Promise.all(rows.filter((row) => row !== null).map(toRunHead)), nextCursor: null };
}
