import { z } from "zod";
import { Address, ChainState, Hash32, Id, page, Signature, Timestamp, TypedData, Wei } from "./primitives";

/**
 * POST /api/v1/payments/faucet (local chain only) · GET /api/v1/payments/credit
 * POST /api/v1/payments/sessions/prepare · GET, POST /api/v1/payments/sessions · GET /api/v1/payments/sessions/{id}
 * GET /api/v1/payments/earnings
 */

export const FaucetResult = z.object({ openWei: Wei, coinWei: Wei, txHash: Hash32 });
export type FaucetResult = z.infer<typeof FaucetResult>;

export const SpendingSession = z.object({
  sessionId: Hash32,
  signer: Address,
  capWei: Wei,
  maxPerCallWei: Wei,
  /** Settled on chain. */
  spentWei: Wei,
  /** Served, receipts signed, settlement still on its way. */
  pendingWei: Wei,
  seq: z.int(),
  expiresAt: Timestamp,
  state: z.enum(["opening", "open", "frozen", "expired", "released", "failed"]),
  reason: z.string().nullable(),
  txHash: Hash32.nullable(),
});
export type SpendingSession = z.infer<typeof SpendingSession>;
export const SpendingSessionPage = page(SpendingSession);

export const Credit = z.object({
  address: Address,
  /** OPEN in the wallet, not deposited. */
  walletWei: Wei,
  /** Free credit on the meter. */
  creditWei: Wei,
  /** Reserved by open sessions and not spent. */
  heldWei: Wei,
  spentWei: Wei,
  sessions: z.array(SpendingSession),
});
export type Credit = z.infer<typeof Credit>;

/** Made before anything is signed: the browser stores the session key under `sessionId` first. */
export const PrepareSessionBody = z.strictObject({
  signer: Address,
  depositWei: Wei,
  capWei: Wei,
  maxPerCallWei: Wei,
  ttlSeconds: z.int().min(300).max(86_400),
});
export const PreparedSession = z.object({
  prepareId: Id,
  sessionId: Hash32,
  meter: Address,
  chainId: z.int(),
  /** Null when the free credit already covers the cap. */
  deposit: TypedData.nullable(),
  grant: TypedData,
  expiresAt: Timestamp,
});
export type PreparedSession = z.infer<typeof PreparedSession>;

export const OpenSessionBody = z.strictObject({
  prepareId: Id,
  depositSignature: Signature.nullable(),
  grantSignature: Signature,
});

export const EarningRow = z.object({
  id: Id,
  /** Why it was paid. */
  role: z.enum(["data", "model", "platform", "staker", "training"]),
  model: z.string(),
  datanet: z.string().nullable(),
  receiptId: Id.nullable(),
  amountWei: Wei,
  state: z.enum(["pending", "paid"]),
  txHash: Hash32.nullable(),
  settlement: ChainState,
  at: Timestamp,
});
export type EarningRow = z.infer<typeof EarningRow>;
export const Earnings = page(EarningRow).extend({
  totals: z.object({ pendingWei: Wei, paidWei: Wei, answers: z.int() }),
});
export type Earnings = z.infer<typeof Earnings>;
