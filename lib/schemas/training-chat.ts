import { z } from "zod";
import { ChatMessage } from "./inference";
import { Id, Timestamp } from "./primitives";
import { EvalReport } from "./training";

/**
 * Trying a finished run before anybody publishes it: by its owner, or by whoever holds a link.
 * POST /api/v1/training-runs/{id}/chat · GET, POST …/{id}/share-links · DELETE …/{id}/share-links/{linkId}
 * GET /api/v1/shared-runs/{token} · POST …/{token}/chat
 */

export const ChatTestBody = z.strictObject({
  messages: z
    .array(ChatMessage.extend({ content: z.string().min(1).max(4_000) }))
    .min(1)
    .max(16),
  maxTokens: z.int().min(1).max(256).default(96),
});
export type ChatTestBody = z.infer<typeof ChatTestBody>;

const Side = z.object({ text: z.string(), tokens: z.int() });
/** The same prompt, greedy, to the bare base and to the tuned model. */
export const ChatTestAnswer = z.object({
  base: Side,
  tuned: Side,
  /** What a link's cap leaves; null for the owner, whose questions are limited by the hour. */
  tokensLeft: z.int().nullable(),
});
export type ChatTestAnswer = z.infer<typeof ChatTestAnswer>;

export const CreateShareLinkBody = z.strictObject({
  days: z.int().min(1).max(30),
  maxTokens: z.int().min(500).max(200_000),
});
export type CreateShareLinkBody = z.infer<typeof CreateShareLinkBody>;
export const ShareLink = z.object({
  id: Id,
  url: z.url(),
  state: z.enum(["open", "used_up", "expired", "revoked"]),
  usedTokens: z.int(),
  maxTokens: z.int(),
  expiresAt: Timestamp,
  createdAt: Timestamp,
});
export type ShareLink = z.infer<typeof ShareLink>;
export const ShareLinks = z.object({ items: z.array(ShareLink) });

/** What a link shows: the result, not the plan, the price or the owner's other runs. */
export const SharedRun = z.object({
  base: z.string(),
  data: z.array(z.string()),
  evaluation: EvalReport.pick({ rows: true, baseLoss: true, tunedLoss: true, verdict: true }).nullable(),
  tokensLeft: z.int(),
  expiresAt: Timestamp,
});
export type SharedRun = z.infer<typeof SharedRun>;
