import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { ModelDetail } from "@/lib/schemas/models";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findModelRow, getModel } from "./get-model";

/** The owner's wallet sent `publish`; only the registry's log makes the model published. */
export async function reportModelPublication(call: {
  actor: Actor;
  slug: string;
  txHash: string;
}): Promise<ModelDetail> {
  const row = await findModelRow(call.slug, call.actor);
  if (row.ownerId !== call.actor.account?.id)
    throw new AppError("forbidden", "Only the owner publishes a model.");
  await db().model.updateMany({
    where: { id: row.id, state: "draft" },
    data: { state: "publishing", txHash: call.txHash },
  });
  return getModel(call);
}
