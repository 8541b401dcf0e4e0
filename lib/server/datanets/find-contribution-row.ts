import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

const OPEN_TO_ALL = new Set(["accepted", "partly_accepted"]);

/**
 * A contribution that the viewer may see: its author, the Datanet's owner, reviewers and an appeal's panel, or anybody
 * once rows of it are accepted and the Datanet is not private. @throws AppError not_found
 */
export async function findContributionRow(id: string, actor: Actor, slug?: string) {
  const row = await db().contribution.findUnique({
    where: { id },
    include: {
      datanet: { include: { owner: true, members: { select: { accountId: true } } } },
      author: true,
      contributor: true,
      files: { orderBy: { position: "asc" } },
      appeal: true,
    },
  });
  const viewer = actor.account?.id;
  const involved =
    row &&
    viewer !== undefined &&
    (row.authorId === viewer ||
      row.datanet.ownerId === viewer ||
      row.datanet.members.some((member) => member.accountId === viewer) ||
      row.appeal?.panel.includes(viewer));
  const visible =
    row &&
    (slug === undefined || row.datanet.slug === slug) &&
    (involved || (OPEN_TO_ALL.has(row.state) && row.datanet.access !== "private"));
  if (!visible) throw new AppError("not_found", "There is no such contribution.");
  return row;
}
