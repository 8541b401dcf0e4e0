import "server-only";
import { widest } from "@/lib/domain/datanets/access-rule";
import type { AccessPurpose, DatanetAccess } from "@/lib/schemas/datanet-access";
import { db } from "@/lib/server/db/prisma";

/** Who asks, as far as access goes. */
export type Viewer = { account: { id: string; address: string } | null };
export type GuardedDatanet = { id: string; name: string; ownerId: string; access: DatanetAccess };

/**
 * The most that somebody may do with a Datanet's rows: everything when it is public or his own; reading as its
 * reviewer; else what running grants of his wallet allow. Null: nothing.
 */
export async function purposeOfViewer(
  datanet: GuardedDatanet,
  { account }: Viewer,
): Promise<AccessPurpose | null> {
  if (datanet.access === "public") return "train";
  if (!account) return null;
  if (account.id === datanet.ownerId) return "train";
  const [granted, member] = await Promise.all([
    db().accessGrant.findMany({
      where: {
        datanetId: datanet.id,
        grantee: account.address.toLowerCase(),
        state: "granted",
        expiresAt: { gt: Math.floor(Date.now() / 1000) },
      },
      select: { purpose: true },
    }),
    db().datanetMember.findUnique({
      where: { datanetId_accountId: { datanetId: datanet.id, accountId: account.id } },
    }),
  ]);
  return widest([...granted.map(({ purpose }) => purpose), ...(member ? (["read"] as const) : [])]);
}
