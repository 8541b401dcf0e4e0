import "server-only";
import { getAddress } from "viem";
import type { DatanetMember } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";

/** Reviewers by invitation time; who judges is public. */
export async function listMembers(call: {
  actor: Actor;
  slug: string;
}): Promise<{ items: DatanetMember[]; nextCursor: null }> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const rows = await db().datanetMember.findMany({
    where: { datanetId: datanet.id },
    include: { account: true },
    orderBy: { createdAt: "asc" },
  });
  const items = rows.map(({ account, createdAt }) => ({
    address: getAddress(account.address),
    handle: account.handle,
    since: createdAt.toISOString(),
  }));
  return { items, nextCursor: null };
}
