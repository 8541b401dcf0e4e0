import "server-only";
import { covers } from "@/lib/domain/datanets/access-rule";
import { AppError } from "@/lib/errors/app-error";
import type { AccessGrant, RequestAccessBody } from "@/lib/schemas/datanet-access";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "../find-datanet-row";
import { purposeOfViewer } from "./purpose-of-viewer";
import { toAccessGrant } from "./to-access-grant";

/**
 * Asks the owner for the use of a Datanet that is not public; the owner himself prepares a grant for a wallet that did
 * not ask. A wallet has one open request: a second one replaces its words. @throws AppError not_found | conflict
 */
export async function requestAccess(call: {
  actor: Actor;
  slug: string;
  input: RequestAccessBody;
}): Promise<AccessGrant> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  const { purpose, message, days } = call.input;
  if (datanet.access === "public")
    throw new AppError("conflict", `"${datanet.name}" is public. Nobody has to ask.`);
  const byOwner = datanet.ownerId === account.id;
  if (call.input.grantee !== undefined && !byOwner)
    throw new AppError("forbidden", "Only the Datanet's owner names another wallet. Ask for your own.");
  if (byOwner && call.input.grantee === undefined)
    throw new AppError("conflict", "It is your own Datanet. Name the wallet that it should open to.");
  const grantee = (call.input.grantee ?? account.address).toLowerCase();
  if (!byOwner && covers(await purposeOfViewer(datanet, call.actor), purpose))
    throw new AppError("conflict", "Your wallet may do this already.");
  const row = await db().$transaction(async (tx) => {
    // One open request for each wallet, also when two clicks meet.
    await tx.$queryRaw`SELECT 1 FROM datanet WHERE id = ${datanet.id} FOR UPDATE`;
    const open = await tx.accessGrant.findFirst({
      where: { datanetId: datanet.id, grantee, state: "requested" },
    });
    const data = { purpose, message, days };
    return open
      ? tx.accessGrant.update({
          where: { id: open.id },
          // What the owner may be about to sign says something else now.
          data: { ...data, nonce: null, expiresAt: null },
        })
      : tx.accessGrant.create({ data: { datanetId: datanet.id, grantee, ...data } });
  });
  return toAccessGrant(row);
}
