import { z } from "zod";
import { AttributionEvidence } from "./attribution";
import { ChatMessage } from "./inference";
import { Sha256 } from "./primitives";

/**
 * App -> serving engine (loopback, bearer MF_ENGINE_TOKEN). The chat surface itself is OpenAI's.
 * POST /engine/tokenize · PUT, DELETE, GET /engine/adapters/{hash} · GET /engine/health
 * POST /engine/attribute · POST /engine/attribute/warm
 */

export const TokenizeRequest = z.object({ messages: z.array(ChatMessage) });
export const TokenizeAnswer = z.object({
  promptTokenIds: z.array(z.int()),
  tokensIn: z.int(),
  contextLength: z.int(),
});

export const LoadAdapterRequest = z.object({ name: z.string() });
export const AdapterStatus = z.object({
  hash: Sha256,
  name: z.string(),
  state: z.enum(["registered", "fetching", "disk", "loading", "resident", "draining", "failed", "retired"]),
  reason: z.string().nullable(),
});
export type AdapterStatus = z.infer<typeof AdapterStatus>;

export const EngineHealth = z.object({
  state: z.enum(["starting", "ready", "draining", "failed"]),
  base: z.string(),
  baseHash: Sha256,
  contextLength: z.int(),
  detail: z.string(),
});
export type EngineHealth = z.infer<typeof EngineHealth>;

export const WarmRequest = z.object({ adapterHash: Sha256, indexRoot: Sha256 });
export const WarmAnswer = z.object({
  state: z.enum(["ready", "loading", "failed"]),
  reason: z.string().nullable(),
});

export const AttributeRequest = z.object({
  kind: z.literal("attribute.request/1"),
  requestId: z.string(),
  adapterHash: Sha256,
  indexRoot: Sha256,
  promptTokenIds: z.array(z.int()),
  answerTokenIds: z.array(z.int()),
  methods: z.array(z.literal("influence")),
  top: z.int(),
  deadlineMs: z.int(),
});
export const AttributeAnswer = AttributionEvidence;
