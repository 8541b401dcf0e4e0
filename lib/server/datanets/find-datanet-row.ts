import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { visibleTo } from "./access/visible-to";

/** The row behind a slug, for somebody who may know of it. @throws AppError not_found */
export async function findDatanetRow(slug: string, actor: Actor) {
  const row = await db().datanet.findFirst({
    where: { AND: [{ slug }, visibleTo(actor)] },
    include: { owner: true },
  });
  if (!row) throw new AppError("not_found", `There is no Datanet "${slug}".`);
  return row;
}
