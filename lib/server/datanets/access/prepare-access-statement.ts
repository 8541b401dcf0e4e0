import "server-only";
import { randomBytes } from "node:crypto";
import { typedDataToJson } from "@/lib/domain/payments/typed-data";
import { AppError } from "@/lib/errors/app-error";
import type { AccessStatement } from "@/lib/schemas/datanet-access";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { grantTypedData } from "./access-grant-message";
import { findGrantOfOwner } from "./find-grant-of-owner";

const DAY_S = 86_400;

/** Fixes nonce and end of a grant and returns what the owner's wallet signs. @throws AppError conflict */
export async function prepareAccessStatement(call: {
  actor: Actor;
  slug: string;
  id: string;
}): Promise<AccessStatement> {
  const { datanet, grant } = await findGrantOfOwner(call.slug, call.id, call.actor);
  if (datanet.state !== "published") {
    throw new AppError("precondition_failed", `"${datanet.name}" is not on chain yet. Publish it first.`, {
      reason: "datanet_draft",
    });
  }
  const nonce = `0x${randomBytes(32).toString("hex")}`;
  const expiresAt = Math.floor(Date.now() / 1000) + grant.days * DAY_S;
  const { count } = await db().accessGrant.updateMany({
    where: { id: grant.id, state: "requested" },
    data: { nonce, expiresAt },
  });
  if (count !== 1) throw new AppError("conflict", "This request is decided already.");
  const typed = await grantTypedData(datanet.datanetKey, { ...grant, nonce, expiresAt });
  return { expiresAt: new Date(expiresAt * 1000).toISOString(), typedData: typedDataToJson(typed) };
}
