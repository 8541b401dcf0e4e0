import { type Hex, zeroHash } from "viem";
import { z } from "zod";
import { readFrom, STORES, writeTo } from "./open-database";
import { type SessionKeyName, sessionKeyId } from "./session-key";
import type { SignedVoucher } from "./sign-voucher";

/**
 * What this browser signed and accepted in one spending session. A voucher is written down before it is
 * sent, so that a closed tab still knows what its next receipt must answer.
 */
const Big = z.bigint();
const HexText = z.templateLiteral(["0x", z.string()]);
const Pending = z.object({
  voucher: z.object({
    sessionId: HexText,
    seq: Big,
    maxCumulative: Big,
    requestHash: HexText,
    prevReceipt: HexText,
  }),
  signature: HexText,
  salt: HexText,
  request: z.object({
    modelId: Big,
    modelVersion: z.int(),
    priceId: z.int(),
    maxTokensOut: z.int(),
    promptCommitment: HexText,
  }),
  price: z.object({ inPer1kWei: Big, outPer1kWei: Big }),
  previousCumulative: Big,
});
const Stored = z.object({
  seq: z.int(),
  cumulativeWei: Big,
  lastReceipt: HexText,
  pending: Pending.nullable(),
  /** Checks that the last receipt failed; while there are any, nothing more is signed. */
  refused: z.array(z.string()),
});

export type StoredSession = Omit<z.infer<typeof Stored>, "pending" | "lastReceipt"> & {
  lastReceipt: Hex;
  pending: SignedVoucher | null;
};

const FRESH: StoredSession = { seq: 0, cumulativeWei: 0n, lastReceipt: zeroHash, pending: null, refused: [] };

export async function readSessionState(name: SessionKeyName): Promise<StoredSession> {
  const stored = Stored.safeParse(await readFrom(STORES.sessionStates, sessionKeyId(name)));
  return stored.success ? stored.data : FRESH;
}

export const writeSessionState = (name: SessionKeyName, state: StoredSession): Promise<void> =>
  writeTo(STORES.sessionStates, sessionKeyId(name), state);
