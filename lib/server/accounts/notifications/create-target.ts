import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { getTranslator } from "@/lib/messages/get-translator";
import type { CreateNotificationTargetBody } from "@/lib/schemas/accounts";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { listTargets, type Targets } from "./list-targets";
import { pageUrl } from "./notification-text";
import { canSendMail, sendMail } from "./send-mail";
import { MAX_EMAILS_A_DAY, MAX_TARGETS } from "./tunables";
import { webhookAddress } from "./webhook-address";

type Wanted = z.infer<typeof CreateNotificationTargetBody>;
const DAY_MS = 86_400_000;

async function checkLimits(accountId: string, kind: Wanted["kind"]): Promise<void> {
  if ((await db().notificationTarget.count({ where: { accountId, removedAt: null } })) >= MAX_TARGETS)
    throw new AppError("conflict", `You have ${MAX_TARGETS} addresses already. Remove one first.`);
  if (kind !== "email") return;
  const since = new Date(Date.now() - DAY_MS);
  const mails = await db().notificationTarget.count({
    where: { accountId, kind, createdAt: { gt: since } },
  });
  if (mails >= MAX_EMAILS_A_DAY)
    throw new AppError("rate_limited", "You added as many e-mail addresses as a day allows. Try tomorrow.");
}

/**
 * A webhook is told from now on; an e-mail address once the link that is sent to it was opened.
 * @throws AppError invalid_input / address_refused, conflict, rate_limited, precondition_failed, upstream_unavailable
 */
export async function createTarget(call: { actor: Actor; wanted: Wanted }): Promise<Targets> {
  const { id: accountId } = requireAccount(call.actor);
  const { kind, address } = call.wanted;
  await checkLimits(accountId, kind);
  const data = { accountId, kind, address };
  if (kind === "webhook") {
    const { url } = await webhookAddress(address);
    await db().notificationTarget.create({ data: { ...data, address: url.href, confirmedAt: new Date() } });
    return listTargets(call);
  }
  if (!canSendMail())
    throw new AppError("precondition_failed", "This instance sends no e-mail. Use a webhook, or the inbox.");
  const token = randomBytes(24).toString("base64url");
  const row = await db().notificationTarget.create({
    data: { ...data, confirmHash: createHash("sha256").update(token).digest("hex") },
  });
  const t = getTranslator("accounts.notifications");
  const link = pageUrl(`/accounts/settings?confirm=${row.id}.${token}`);
  try {
    await sendMail({ to: address, subject: t("confirmSubject"), text: t("confirmMail", { link }) });
  } catch (cause) {
    await db().notificationTarget.update({ where: { id: row.id }, data: { removedAt: new Date() } });
    throw new AppError("upstream_unavailable", "The mail server did not take the mail. Try again later.", {
      cause,
    });
  }
  return listTargets(call);
}
