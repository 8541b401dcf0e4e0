import "server-only";
import type { Contribution } from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";
import { toContribution } from "./to-contribution";

/** What the viewer may see: owner and reviewers see all, others their own and those with accepted rows. */
export async function listContributions(call: {
  actor: Actor;
  slug: string;
}): Promise<{ items: Contribution[]; nextCursor: null }> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const viewer = call.actor.account?.id;
  const team =
    viewer !== undefined &&
    (datanet.ownerId === viewer ||
      (await db().datanetMember.count({ where: { datanetId: datanet.id, accountId: viewer } })) > 0);
  const rows = await db().contribution.findMany({
    where: {
      datanetId: datanet.id,
      ...(!team && {
        OR: [
          { state: { in: ["accepted", "partly_accepted"] } },
          ...(viewer ? [{ authorId: viewer }, { appeal: { panel: { has: viewer } } }] : []),
        ],
      }),
    },
    orderBy: { createdAt: "desc" },
    take: 100,
    select: { id: true },
  });
  return {
    items: await Promise.all(rows.map((row) => toContribution(row.id, call.actor))),
    nextCursor: null,
  };
}
