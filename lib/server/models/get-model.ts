import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { ModelDetail } from "@/lib/schemas/models";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { MODEL_INCLUDE, type ModelRow, toModelDetail } from "./to-model";

/** A published model, or the viewer's own draft. @throws AppError not_found */
export async function findModelRow(slug: string, actor: Actor): Promise<ModelRow> {
  const row = await db().model.findUnique({ where: { slug }, include: MODEL_INCLUDE });
  if (!row || (row.state !== "published" && row.ownerId !== actor.account?.id))
    throw new AppError("not_found", `There is no model "${slug}".`);
  return row;
}

export async function getModel(call: { actor: Actor; slug: string }): Promise<ModelDetail> {
  return toModelDetail(await findModelRow(call.slug, call.actor), call.actor);
}
