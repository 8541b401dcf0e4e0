import "server-only";
import { getTranslator } from "@/lib/messages/get-translator";
import { NotificationBody, NotificationKind, type WebhookMessage } from "@/lib/schemas/accounts";
import { db } from "@/lib/server/db/prisma";
import { notificationText, pageUrl } from "./notification-text";
import { postWebhook } from "./post-webhook";
import { sendMail } from "./send-mail";
import { BATCH, FIRST_RETRY_MS, MAX_ATTEMPTS, RETRY_FACTOR, TRY_MS } from "./tunables";
import type { Resolve } from "./webhook-address";

/** Takes what is due by pushing its next time ahead: a keeper that dies while sending tries again, another one waits. */
async function takeDue(): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE notification_delivery SET attempts = attempts + 1, next_at = now() + make_interval(secs => ${TRY_MS / 1000})
    WHERE id IN (
      SELECT id FROM notification_delivery WHERE state = 'due' AND next_at <= now()
      ORDER BY next_at FOR UPDATE SKIP LOCKED LIMIT ${BATCH})
    RETURNING id`;
  return rows.map((row) => row.id);
}

const find = (id: string) =>
  db().notificationDelivery.findUniqueOrThrow({
    where: { id },
    include: { target: true, notification: true },
  });

async function send(delivery: Awaited<ReturnType<typeof find>>, resolve?: Resolve): Promise<void> {
  const { target, notification } = delivery;
  const kind = NotificationKind.parse(notification.kind);
  const body = NotificationBody.parse(notification.body);
  const { headline, reason } = notificationText(kind, body);
  const message: WebhookMessage = {
    id: notification.id,
    kind,
    at: notification.createdAt.toISOString(),
    body,
    text: `${headline} ${reason}`.trim(),
    url: pageUrl(notification.path),
  };
  if (target.kind === "webhook")
    return postWebhook(target, { id: delivery.id, body: JSON.stringify(message) }, resolve);
  const t = getTranslator("accounts.notifications");
  await sendMail({
    to: target.address,
    subject: headline,
    text: t("mail", { text: message.text, url: message.url, settings: pageUrl("/accounts/settings") }),
  });
}

/** Keeper step: sends what is due; a failure waits four times as long each time, and seven of them end it. */
export async function deliverNotifications(resolve?: Resolve): Promise<number> {
  const due = await takeDue();
  await Promise.all(
    due.map(async (id) => {
      const delivery = await find(id);
      if (delivery.target.removedAt) {
        await db().notificationDelivery.update({ where: { id }, data: { state: "given_up" } });
        return;
      }
      try {
        await send(delivery, resolve);
        await db().notificationDelivery.update({
          where: { id },
          data: { state: "sent", sentAt: new Date(), lastError: null },
        });
      } catch (error) {
        const pauseMs = FIRST_RETRY_MS * RETRY_FACTOR ** (delivery.attempts - 1);
        await db().notificationDelivery.update({
          where: { id },
          data: {
            state: delivery.attempts >= MAX_ATTEMPTS ? "given_up" : "due",
            nextAt: new Date(Date.now() + pauseMs),
            lastError: (error as Error).message.slice(0, 300),
          },
        });
      }
    }),
  );
  return due.length;
}
