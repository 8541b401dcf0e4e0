import "server-only";
import type { Hex } from "viem";
import { AppError } from "@/lib/errors/app-error";
import type { AccessGrant } from "@/lib/schemas/datanet-access";
import type { Actor } from "@/lib/server/auth/actor";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { findGrantOfOwner } from "./find-grant-of-owner";
import { toAccessGrant } from "./to-access-grant";

/** Ends a grant now, here and on the chain. What was downloaded or trained before stays where it is. */
export async function revokeAccess(call: { actor: Actor; slug: string; id: string }): Promise<AccessGrant> {
  const { grant } = await findGrantOfOwner(call.slug, call.id, call.actor);
  const row = await db().$transaction(async (tx) => {
    const { count } = await tx.accessGrant.updateMany({
      where: { id: grant.id, state: "granted" },
      data: { state: "revoked" },
    });
    if (count !== 1) throw new AppError("conflict", "Only a running grant can be revoked.");
    await enqueueIntent(tx, {
      key: `revoke-access:${grant.id}`,
      lane: "relayer",
      contract: "DatanetRegistry",
      functionName: "revokeGrant",
      args: [grant.grantId as Hex],
    });
    return tx.accessGrant.findUniqueOrThrow({ where: { id: grant.id } });
  });
  return toAccessGrant(row);
}
