import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

/** The row behind a slug, for somebody who may see it: a draft is visible to its owner only. @throws AppError not_found */
export async function findDatanetRow(slug: string, actor: Actor) {
  const row = await db().datanet.findUnique({ where: { slug }, include: { owner: true } });
  const visible = row && (row.state === "published" || row.ownerId === actor.account?.id);
  if (!visible) throw new AppError("not_found", `There is no Datanet "${slug}".`);
  return row;
}
