import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

/** A contribution that the viewer may see: its author, the Datanet's owner, or anybody once it is accepted. @throws AppError not_found */
export async function findContributionRow(id: string, actor: Actor, slug?: string) {
  const row = await db().contribution.findUnique({
    where: { id },
    include: {
      datanet: { include: { owner: true } },
      author: true,
      contributor: true,
      files: { orderBy: { position: "asc" } },
    },
  });
  const viewer = actor.account?.id;
  const visible =
    row &&
    (slug === undefined || row.datanet.slug === slug) &&
    (row.authorId === viewer || row.datanet.ownerId === viewer || row.state === "accepted");
  if (!visible) throw new AppError("not_found", "There is no such contribution.");
  return row;
}
