import "server-only";
import { type Hex, hashTypedData, verifyTypedData } from "viem";
import { AppError } from "@/lib/errors/app-error";
import type { AccessGrant, DecideAccessBody } from "@/lib/schemas/datanet-access";
import type { Actor } from "@/lib/server/auth/actor";
import { publicClient } from "@/lib/server/chain/clients";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { grantStruct, grantTypedData } from "./access-grant-message";
import { findGrantOfOwner } from "./find-grant-of-owner";
import { toAccessGrant } from "./to-access-grant";

/**
 * The owner's answer to a request. A grant counts from his signature on; the keeper mirrors it to the registry, where
 * anybody can check it. @throws AppError conflict when it is decided already or was changed since it was shown
 */
export async function decideAccess(call: {
  actor: Actor;
  slug: string;
  id: string;
  input: DecideAccessBody;
}): Promise<AccessGrant> {
  const { input } = call;
  const { account, datanet, grant } = await findGrantOfOwner(call.slug, call.id, call.actor);
  if (input.decision === "refuse") {
    const { count } = await db().accessGrant.updateMany({
      where: { id: grant.id, state: "requested" },
      data: { state: "refused", reason: input.reason, decidedAt: new Date() },
    });
    if (count !== 1) throw new AppError("conflict", "This request is decided already.");
    return toAccessGrant(await db().accessGrant.findUniqueOrThrow({ where: { id: grant.id } }));
  }
  const { nonce, expiresAt } = grant;
  if (nonce === null || expiresAt === null)
    throw new AppError("conflict", "The request has changed since. Look at it again and sign.");
  const signable = { ...grant, nonce, expiresAt };
  const typed = await grantTypedData(datanet.datanetKey, signable);
  const check = { ...typed, address: account.address as Hex, signature: input.signature } as Parameters<
    typeof verifyTypedData
  >[0];
  const valid = (await verifyTypedData(check)) || (await publicClient().verifyTypedData(check as never));
  if (!valid)
    throw new AppError(
      "invalid_input",
      "The grant was signed by another wallet, or for another request. Sign with the wallet you are signed in with.",
    );
  const row = await db().$transaction(async (tx) => {
    const { count } = await tx.accessGrant.updateMany({
      where: { id: grant.id, state: "requested", nonce, expiresAt },
      data: {
        state: "granted",
        signature: input.signature,
        grantId: hashTypedData(typed as Parameters<typeof hashTypedData>[0]),
        decidedAt: new Date(),
      },
    });
    if (count !== 1) throw new AppError("conflict", "This request is decided already or has changed.");
    await enqueueIntent(tx, {
      key: `grant-access:${grant.id}`,
      lane: "relayer",
      contract: "DatanetRegistry",
      functionName: "grantAccess",
      args: [grantStruct(datanet.datanetKey, signable), input.signature as Hex],
    });
    return tx.accessGrant.findUniqueOrThrow({ where: { id: grant.id } });
  });
  return toAccessGrant(row);
}
