import { z } from "zod";
import { Address, Hex, Id, Timestamp } from "./primitives";

/**
 * POST /api/v1/accounts/nonce · POST, GET, DELETE /api/v1/accounts/session
 * GET /api/v1/accounts/notifications · POST …/notifications/read
 * GET, POST /api/v1/accounts/notification-targets · DELETE …/{id} · POST …/{id}/confirmation
 */

export const Account = z.object({
  id: Id,
  address: Address,
  /** Public name: chosen for demo people, else the shortened address. */
  handle: z.string(),
  createdAt: Timestamp,
});
export type Account = z.infer<typeof Account>;

export const CreateNonceBody = z.strictObject({ address: Address });
/** `message` is the complete sign-in text; the wallet signs it unchanged. It lives five minutes and works once. */
export const Nonce = z.object({ nonce: z.string(), message: z.string(), expiresAt: Timestamp });
export type Nonce = z.infer<typeof Nonce>;

export const CreateSessionBody = z.strictObject({ message: z.string().max(4000), signature: Hex });
/** The sign-in session. `account` is null for somebody who only looks around. */
export const SignIn = z.object({ account: Account.nullable() });
export type SignIn = z.infer<typeof SignIn>;

export const NotificationKind = z.enum(["run_succeeded", "run_stopped", "run_failed", "run_cancelled"]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** Facts of a notification about a run; its sentence is in the catalogue under its kind. */
export const NotificationBody = z.object({
  runId: Id,
  base: z.string(),
  data: z.string(),
  step: z.int(),
  steps: z.int(),
  reason: z.string().nullable(),
});
export type NotificationBody = z.infer<typeof NotificationBody>;

export const Notification = z.object({
  id: Id,
  kind: NotificationKind,
  body: NotificationBody,
  path: z.string(),
  read: z.boolean(),
  at: Timestamp,
});
export type Notification = z.infer<typeof Notification>;
export const NotificationList = z.object({ items: z.array(Notification), unread: z.int() });
/** All up to and including this one are read. */
export const ReadNotificationsBody = z.strictObject({ upTo: Id });

export const NotificationTarget = z.object({
  id: Id,
  kind: z.enum(["webhook", "email"]),
  address: z.string(),
  confirmed: z.boolean(),
  /** Webhook only: key of the HMAC-SHA256 in `MF-Signature: t=<seconds>,v1=<hex over "t.body">`. */
  secret: z.string().nullable(),
  /** What became of the newest message. */
  lastState: z.enum(["due", "sent", "given_up"]).nullable(),
  lastError: z.string().nullable(),
  createdAt: Timestamp,
});
export type NotificationTarget = z.infer<typeof NotificationTarget>;
/** `email` tells whether this instance can send mail. */
export const NotificationTargets = z.object({ items: z.array(NotificationTarget), email: z.boolean() });
export const CreateNotificationTargetBody = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("webhook"), address: z.string().min(1).max(2_000) }),
  z.strictObject({ kind: z.literal("email"), address: z.email().max(254) }),
]);
export const ConfirmTargetBody = z.strictObject({ token: z.string().min(16).max(64) });

/** What a webhook gets, as JSON. */
export const WebhookMessage = z.object({
  id: Id,
  kind: NotificationKind,
  at: Timestamp,
  body: NotificationBody,
  text: z.string(),
  url: z.url(),
});
export type WebhookMessage = z.infer<typeof WebhookMessage>;
