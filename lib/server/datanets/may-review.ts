import "server-only";
import { db } from "@/lib/server/db/prisma";

/** The owner and the reviewers whom he invited; nobody judges his own rows. */
export async function mayReview(
  contribution: { authorId: string; datanet: { id: string; ownerId: string } },
  accountId: string | undefined,
): Promise<boolean> {
  if (!accountId || accountId === contribution.authorId) return false;
  if (accountId === contribution.datanet.ownerId) return true;
  const member = await db().datanetMember.findUnique({
    where: { datanetId_accountId: { datanetId: contribution.datanet.id, accountId } },
  });
  return member !== null;
}
