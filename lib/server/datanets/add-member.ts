import "server-only";
import { getAddress } from "viem";
import { AppError } from "@/lib/errors/app-error";
import type { DatanetMember } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { drawPanel } from "./draw-panel";
import { findDatanetRow } from "./find-datanet-row";

/** The owner invites somebody who has signed in here to judge rows. Appeals that waited for a panel draw now. */
export async function addMember(call: {
  actor: Actor;
  slug: string;
  address: string;
}): Promise<DatanetMember> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  if (datanet.ownerId !== account.id)
    throw new AppError("forbidden", "Only the Datanet's owner invites reviewers.");
  const invited = await db().account.findUnique({ where: { address: call.address.toLowerCase() } });
  if (!invited) {
    throw new AppError(
      "invalid_input",
      `${call.address} has not signed in here yet. Ask them to sign in once, then invite them.`,
      { invalidParams: [{ name: "address", reason: "this wallet is not known here yet" }] },
    );
  }
  if (invited.id === datanet.ownerId)
    throw new AppError("conflict", "You are the owner; you review without an invitation.");
  const member = await db().$transaction(async (tx) => {
    const row = await tx.datanetMember.upsert({
      where: { datanetId_accountId: { datanetId: datanet.id, accountId: invited.id } },
      update: {},
      create: { datanetId: datanet.id, accountId: invited.id },
    });
    const waiting = await tx.contributionAppeal.findMany({
      where: { state: "open", panel: { isEmpty: true }, contribution: { datanetId: datanet.id } },
    });
    for (const appeal of waiting) await drawPanel(tx, appeal.contributionId);
    return row;
  });
  return {
    address: getAddress(invited.address),
    handle: invited.handle,
    since: member.createdAt.toISOString(),
  };
}
