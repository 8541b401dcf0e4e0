import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";

/** A Datanet and one of its versions, for somebody who may see them. @throws AppError not_found */
export async function findVersionRow(slug: string, number: number, actor: Actor) {
  const datanet = await findDatanetRow(slug, actor);
  const version = await db().datanetVersion.findUnique({
    where: { datanetId_number: { datanetId: datanet.id, number } },
  });
  if (!version) throw new AppError("not_found", `"${datanet.name}" has no version ${number}.`);
  return { datanet, version };
}
