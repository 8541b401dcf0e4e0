import { z } from "zod";
import { AnswerAttribution, EvidenceDocument } from "./attribution";
import { Address, ChainState, Hash32, Id, page, Sha256, Signature, Timestamp, Wei } from "./primitives";

/**
 * POST /api/v1/inference/quotes · POST /api/v1/chat/completions (header MF-Voucher) · GET /api/v1/models… (models.ts)
 * GET /api/v1/inference/receipts · GET /api/v1/inference/receipts/{id}
 */

export const ChatMessage = z.strictObject({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string().min(1).max(32_000),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const CreateQuoteBody = z.strictObject({
  model: z.string().max(120),
  messages: z.array(ChatMessage).min(1).max(256),
  maxTokens: z.int().min(1).max(1024).default(128),
  sessionId: Hash32,
});

export const Quote = z.object({
  quoteId: Id,
  /** Integers of the voucher's request hash: modelId, modelVersion, priceId, maxTokensOut. */
  modelId: z.string(),
  modelVersion: z.int(),
  priceId: z.int(),
  inPer1kWei: Wei,
  outPer1kWei: Wei,
  tokensIn: z.int(),
  maxTokensOut: z.int(),
  ceilingWei: Wei,
  sessionId: Hash32,
  seq: z.int(),
  /** Cumulative charge of the session before this call; the voucher signs maxCumulative = this + ceiling. */
  cumulativeWei: Wei,
  prevReceipt: Hash32,
  expiresAt: Timestamp,
});
export type Quote = z.infer<typeof Quote>;

/** EIP-712 Voucher as JSON (domain OpenMeter). */
export const Voucher = z.strictObject({
  sessionId: Hash32,
  seq: z.int().min(1),
  maxCumulative: Wei,
  requestHash: Hash32,
  prevReceipt: Hash32,
});
export type Voucher = z.infer<typeof Voucher>;

/** Content of the MF-Voucher header: base64url of this JSON. `salt` opens the prompt commitment. */
export const PaidCallHeader = z.strictObject({
  quoteId: Id,
  voucher: Voucher,
  signature: Signature,
  salt: Hash32,
});
export type PaidCallHeader = z.infer<typeof PaidCallHeader>;

/** The OpenAI chat request; what is not honoured is refused by name. */
export const ChatCompletionBody = z.strictObject({
  model: z.string().max(120),
  messages: z.array(ChatMessage).min(1).max(256),
  stream: z.boolean().default(false),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).optional(),
  max_tokens: z.int().min(1).max(1024).optional(),
  max_completion_tokens: z.int().min(1).max(1024).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  seed: z.int().optional(),
  stop: z.union([z.string().max(64), z.array(z.string().max(64)).max(4)]).optional(),
  n: z.literal(1).optional(),
  user: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  store: z.boolean().optional(),
  service_tier: z.string().optional(),
});
export type ChatCompletionBody = z.infer<typeof ChatCompletionBody>;

/** EIP-712 Receipt as JSON (domain OpenMeter). */
export const Receipt = z.object({
  sessionId: Hash32,
  seq: z.int(),
  voucherHash: Hash32,
  responseHash: Hash32,
  modelId: z.string(),
  modelVersion: z.int(),
  priceId: z.int(),
  tokensIn: z.int(),
  tokensOut: z.int(),
  charge: Wei,
  cumulative: Wei,
  splitRoot: Hash32,
  evidenceHash: Hash32,
  servedAt: z.int(),
});
export type Receipt = z.infer<typeof Receipt>;

/** Kinds: 0 platform, 1 model, 2 staker, 3 data, 4 treasury. */
export const SplitLeaf = z.object({ kind: z.int().min(0).max(4), ref: Hash32, payee: Address, amount: Wei });
export type SplitLeaf = z.infer<typeof SplitLeaf>;

/** Everything a stranger needs to check one answer: what the operator signed and what it stands on. */
export const ReceiptBundle = z.object({
  kind: z.literal("mf.receipt/1"),
  id: Id,
  state: z.enum(["pending", "ready", "void"]),
  chainId: z.int(),
  meter: Address,
  operator: Address,
  model: z.object({ slug: z.string(), servedName: z.string(), adapterHash: Sha256, indexRoot: Sha256 }),
  price: z.object({ inPer1kWei: Wei, outPer1kWei: Wei, maxTokensOut: z.int() }),
  policy: z.object({
    version: z.int(),
    platformBps: z.int(),
    modelBps: z.int(),
    stakerBps: z.int(),
    dataBps: z.int(),
  }),
  voucher: Voucher,
  voucherSignature: Signature,
  promptCommitment: Hash32,
  /** Null while attribution is on its way. */
  receipt: Receipt.nullable(),
  receiptSignature: Signature.nullable(),
  receiptHash: Hash32.nullable(),
  leaves: z.array(SplitLeaf),
  /** Null while attribution is on its way and for a void receipt. */
  evidence: EvidenceDocument.nullable(),
  attribution: AnswerAttribution,
  settlement: z.object({ state: ChainState, txHash: Hash32.nullable(), blockNumber: z.int().nullable() }),
  createdAt: Timestamp,
});
export type ReceiptBundle = z.infer<typeof ReceiptBundle>;

export const ReceiptRow = z.object({
  id: Id,
  model: z.string(),
  prompt: z.string(),
  tokensIn: z.int(),
  tokensOut: z.int(),
  chargeWei: Wei,
  state: z.enum(["pending", "ready", "void"]),
  settlement: z.object({ state: ChainState, txHash: Hash32.nullable() }),
  createdAt: Timestamp,
});
export type ReceiptRow = z.infer<typeof ReceiptRow>;
export const ReceiptPage = page(ReceiptRow);
