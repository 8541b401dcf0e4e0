import "server-only";
import { randomBytes } from "node:crypto";
import { encodeAbiParameters, type Hex, keccak256, toBytes } from "viem";
import { z } from "zod";
import { trainingEscrowAbi } from "@/lib/generated/abis/training-escrow";
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

const RUN_TYPE =
  "Run(address client,uint96 cap,bytes32 planHash,uint32 policyVersion,address evaluator,address feeWallet,uint96 bond,uint64 expiry,uint32 reviewWindow,bytes32 salt)";
/** A day: longer than any run of the thin version, shorter than the escrow's own limit. */
const RUN_SECONDS = 86_400;
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

/** runId = keccak256(abi.encode(RUN_TYPEHASH, run)); also the nonce of the authorisation that funds it. */
export function escrowRunId(run: EscrowRun): Hex {
  const fund = trainingEscrowAbi.find((item) => item.type === "function" && item.name === "fund");
  const tuple = fund && "inputs" in fund ? fund.inputs[0] : undefined;
  if (!tuple) throw new Error("The escrow's ABI has no `fund`.");
  const members = "components" in tuple ? tuple.components : [];
  const values = escrowRunArgs(run) as Record<string, unknown>;
  const encoded = encodeAbiParameters(
    [{ type: "bytes32" }, ...members.map((member) => ({ type: member.type }))],
    [keccak256(toBytes(RUN_TYPE)), ...members.map((member) => values[member.name])] as never,
  );
  return keccak256(encoded);
}

export async function newEscrowRun(input: {
  client: string;
  capWei: bigint;
  planHash: string;
}): Promise<EscrowRun> {
  const policy = await currentPolicy();
  return {
    client: input.client,
    cap: input.capWei.toString(),
    planHash: `0x${input.planHash}`,
    policyVersion: policy.version,
    evaluator: roleAddress("evaluator"),
    feeWallet: roleAddress("feeWallet"),
    // The local worker is the operator's own machine (tier 0): its honesty is not backed by a bond.
    bond: "0",
    expiry: Math.floor(Date.now() / 1000) + RUN_SECONDS,
    reviewWindow: REVIEW_SECONDS,
    salt: `0x${randomBytes(32).toString("hex")}`,
  };
}

/** What the client's wallet signs: the cap, to the escrow, for this run and no other (ERC-3009). */
export async function fundingTypedData(run: EscrowRun): Promise<TypedData> {
  return {
    domain: {
      ...(await openTokenDomain()),
      chainId: await chainId(),
      verifyingContract: await contractAddress("OpenToken"),
    },
    primaryType: "ReceiveWithAuthorization",
    types: {
      ReceiveWithAuthorization: [
        { name: "from", type: "address" },
        { name: "to", type: "address" },
        { name: "value", type: "uint256" },
        { name: "validAfter", type: "uint256" },
        { name: "validBefore", type: "uint256" },
        { name: "nonce", type: "bytes32" },
      ],
    },
    message: {
      from: run.client,
      to: await contractAddress("TrainingEscrow"),
      value: run.cap,
      validAfter: "0",
      validBefore: String(run.expiry),
      nonce: escrowRunId(run),
    },
  };
}

async function openTokenDomain(): Promise<{ name: string; version: string }> {
  return { name: "OPEN", version: "1" };
}
