import "server-only";
import { serverEnv } from "@/lib/env/server-env";
import { getTranslator } from "@/lib/messages/get-translator";
import type { NotificationBody, NotificationKind } from "@/lib/schemas/accounts";

/** The sentence that the inbox shows, for those who read it elsewhere; `reason` is told apart from it. */
export function notificationText(
  kind: NotificationKind,
  body: NotificationBody,
): { headline: string; reason: string } {
  const { base, data, step, steps, reason } = body;
  const t = getTranslator("accounts.notifications.kinds");
  return { headline: t(kind, { base, data, step, steps }), reason: reason ?? "" };
}

/** Address of a page as people outside reach it. */
export const pageUrl = (path: string): string => `${serverEnv().origins[0]}${path}`;
