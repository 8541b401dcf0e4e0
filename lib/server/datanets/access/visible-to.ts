import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/server/auth/actor";

/**
 * Which Datanets somebody may know of: a draft is its owner's; a private one shows itself to its owner, reviewers,
 * contributors and to wallets with a running grant.
 */
export function visibleTo(actor: Actor): Prisma.DatanetWhereInput {
  const { account } = actor;
  const open: Prisma.DatanetWhereInput = { state: "published", access: { not: "private" } };
  if (!account) return open;
  const involved: Prisma.DatanetWhereInput[] = [
    { members: { some: { accountId: account.id } } },
    { contributors: { some: { accountId: account.id } } },
    {
      grants: {
        some: {
          grantee: account.address.toLowerCase(),
          state: "granted",
          expiresAt: { gt: Math.floor(Date.now() / 1000) },
        },
      },
    },
  ];
  return { OR: [open, { ownerId: account.id }, { state: "published", OR: involved }] };
}
