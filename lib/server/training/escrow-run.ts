import "server-only";
import { randomBytes } from "node:crypto";
import type { Hex } from "viem";
import { z } from "zod";
import { structHash, typedData, typedDataToJson } from "@/lib/domain/payments/typed-data";
import type { TypedData } from "@/lib/schemas/primitives";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";
import { currentPolicy } from "@/lib/server/chain/current-policy";
import { roleAddress } from "@/lib/server/chain/roles";

/** The escrow's order of one run, as stored: integers as decimal strings. */
export const EscrowRun = z.object({
  client: z.string(),
  cap: z.string(),
  planHash: z.string(),
  policyVersion: z.int(),
  evaluator: z.string(),
  feeWallet: z.string(),
  bond: z.string(),
  expiry: z.int(),
  reviewWindow: z.int(),
  salt: z.string(),
});
export type EscrowRun = z.infer<typeof EscrowRun>;

/** A day: longer than any run of the thin version, shorter than the escrow's own limit. */
const RUN_SECONDS = 86_400;
/** Enough for an audit here; where the policy asks for more, that holds. */
const REVIEW_SECONDS = 600;

/** The struct as the contract's ABI takes it. */
export function escrowRunArgs(run: EscrowRun) {
  return {
    client: run.client as Hex,
    cap: BigInt(run.cap),
    planHash: run.planHash as Hex,
    policyVersion: run.policyVersion,
    evaluator: run.evaluator as Hex,
    feeWallet: run.feeWallet as Hex,
    bond: BigInt(run.bond),
    expiry: BigInt(run.expiry),
    reviewWindow: run.reviewWindow,
    salt: run.salt as Hex,
  };
}

/** The run's name on the chain, its EIP-712 struct hash; also the nonce of the authorisation that funds it. */
export function escrowRunId(run: EscrowRun): Hex {
  return structHash("Run", escrowRunArgs(run));
}

export async function newEscrowRun(input: {
  client: string;
  capWei: bigint;
  planHash: string;
  /** What the worker promises from its own stake; the operator's own machine (tier 0) and small runs promise nothing. */
  bondWei: bigint;
}): Promise<EscrowRun> {
  const policy = await currentPolicy();
  return {
    client: input.client,
    cap: input.capWei.toString(),
    planHash: `0x${input.planHash}`,
    policyVersion: policy.version,
    evaluator: roleAddress("evaluator"),
    feeWallet: roleAddress("feeWallet"),
    bond: input.bondWei.toString(),
    expiry: Math.floor(Date.now() / 1000) + RUN_SECONDS,
    reviewWindow: Math.max(REVIEW_SECONDS, policy.reviewWindow),
    salt: `0x${randomBytes(32).toString("hex")}`,
  };
}

/** What the client's wallet signs: the cap, to the escrow, for this run and no other (ERC-3009). */
export async function fundingTypedData(run: EscrowRun): Promise<TypedData> {
  const domain = { chainId: await chainId(), verifyingContract: await contractAddress("OpenToken") };
  return typedDataToJson(
    typedData("ReceiveWithAuthorization", domain, {
      from: run.client as Hex,
      to: await contractAddress("TrainingEscrow"),
      value: BigInt(run.cap),
      validAfter: 0n,
      validBefore: BigInt(run.expiry),
      nonce: escrowRunId(run),
    }),
  );
}
