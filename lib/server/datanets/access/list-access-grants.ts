import "server-only";
import type { z } from "zod";
import type { AccessGrantPage } from "@/lib/schemas/datanet-access";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "../find-datanet-row";
import { toAccessGrant } from "./to-access-grant";

const LIMIT = 200;

/** Requests and grants, newest first: all for the owner, his own for anybody else. */
export async function listAccessGrants(call: {
  actor: Actor;
  slug: string;
}): Promise<z.infer<typeof AccessGrantPage>> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  const rows = await db().accessGrant.findMany({
    where: {
      datanetId: datanet.id,
      ...(datanet.ownerId !== account.id && { grantee: account.address.toLowerCase() }),
    },
    orderBy: { requestedAt: "desc" },
    take: LIMIT,
  });
  return { items: await Promise.all(rows.map(toAccessGrant)), nextCursor: null };
}
