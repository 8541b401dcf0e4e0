import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Datanet } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";
import { toDatanet } from "./to-datanet";

/**
 * The owner's wallet sent `createDatanet`. The page shows it as on its way; only the indexer, which reads
 * the registry's log, makes the Datanet published.
 */
export async function reportPublication(call: {
  actor: Actor;
  slug: string;
  txHash: string;
}): Promise<Datanet> {
  const row = await findDatanetRow(call.slug, call.actor);
  if (row.ownerId !== call.actor.account?.id)
    throw new AppError("forbidden", "Only the owner opens a Datanet on chain.");
  await db().datanet.updateMany({
    where: { id: row.id, state: "draft" },
    data: { state: "publishing", txHash: call.txHash },
  });
  return toDatanet(await findDatanetRow(call.slug, call.actor), call.actor);
}
