import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "../find-datanet-row";

/** A request or grant for the Datanet's owner, who alone decides. @throws AppError not_found | forbidden */
export async function findGrantOfOwner(slug: string, id: string, actor: Actor) {
  const account = requireAccount(actor);
  const datanet = await findDatanetRow(slug, actor);
  if (datanet.ownerId !== account.id)
    throw new AppError("forbidden", "Only the Datanet's owner decides who uses it.");
  const grant = await db().accessGrant.findFirst({ where: { id, datanetId: datanet.id } });
  if (!grant) throw new AppError("not_found", "There is no such request here.");
  return { account, datanet, grant };
}
