import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  pad,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { indexedMerkleRoot } from "./indexed-merkle";
import { splitExact } from "./split-exact";

/** Why a leaf is paid. The numbers are the contract's. */
export const LEAF_KIND = { platform: 0, model: 1, staker: 2, data: 3, treasury: 4 } as const;

/** One payee of one receipt; `payee` zero means a contributor without a wallet. */
export interface SplitLeaf {
  kind: number;
  ref: Hex;
  payee: Address;
  amount: bigint;
}

/** Shares of a charge in basis points, from the policy version the session pins. */
export interface SplitPolicy {
  platformBps: number;
  modelBps: number;
  stakerBps: number;
  dataBps: number;
}

export interface SplitParts {
  platform: bigint;
  model: bigint;
  staker: bigint;
  data: bigint;
}

/** At most so many leaves fit one receipt; a tail past it goes to the Datanet's treasury. */
export const MAX_LEAVES = 64;

/** The four parts of a charge, to the wei. */
export function splitParts(charge: bigint, policy: SplitPolicy): SplitParts {
  const [platform = 0n, model = 0n, staker = 0n, data = 0n] = splitExact(charge, [
    BigInt(policy.platformBps),
    BigInt(policy.modelBps),
    BigInt(policy.stakerBps),
    BigInt(policy.dataBps),
  ]);
  return { platform, model, staker, data };
}

export interface SplitInput {
  charge: bigint;
  policy: SplitPolicy;
  feeWallet: Address;
  modelId: bigint;
  /** `ModelRegistry.revenueAt(modelId, servedAt)`: merged by account, ascending. */
  revenue: readonly { account: Address; bps: number }[];
  /** The operator's staking provider and the Staking contract that books its reward. */
  providerId: bigint;
  staking: Address;
  /** Contributors by attribution, in wei, summing to at most the data part. */
  data: readonly { contributorId: Hex; payee: Address; amount: bigint }[];
  /** First Datanet of the model version and its treasury: gets what attribution gave to nobody. */
  treasury: { datanetKey: Hex; payee: Address };
}

/**
 * All leaves of a receipt, sorted by (kind, ref, payee), none zero, summing to the charge. The smallest data leaves
 * past the 64th go to the treasury.
 * @throws RangeError when attribution gives away more than the data part
 */
export function splitLeaves(input: SplitInput): SplitLeaf[] {
  if (input.charge === 0n) return [];
  const parts = splitParts(input.charge, input.policy);
  const given = input.data.reduce((sum, leaf) => sum + leaf.amount, 0n);
  if (given > parts.data)
    throw new RangeError(`Attribution gives ${given} wei, the data part is ${parts.data}.`);

  const modelAmounts = splitExact(
    parts.model,
    input.revenue.map((share) => BigInt(share.bps)),
  );
  const fixed: SplitLeaf[] = [
    { kind: LEAF_KIND.platform, ref: zeroHash, payee: input.feeWallet, amount: parts.platform },
    ...input.revenue.map((share, i) => ({
      kind: LEAF_KIND.model,
      ref: numberRef(input.modelId),
      payee: share.account,
      amount: modelAmounts[i] ?? 0n,
    })),
    { kind: LEAF_KIND.staker, ref: numberRef(input.providerId), payee: input.staking, amount: parts.staker },
  ].filter((leaf) => leaf.amount > 0n);

  const room = MAX_LEAVES - fixed.length - 1;
  const data = input.data
    .filter((leaf) => leaf.amount > 0n)
    .map(
      (leaf): SplitLeaf => ({
        kind: LEAF_KIND.data,
        ref: leaf.contributorId,
        payee: leaf.payee,
        amount: leaf.amount,
      }),
    )
    .sort((a, b) => (a.amount > b.amount ? -1 : a.amount < b.amount ? 1 : compareLeaves(a, b)));
  const kept = data.slice(0, room);
  const tail = data.slice(room).reduce((sum, leaf) => sum + leaf.amount, 0n) + parts.data - given;
  const treasury: SplitLeaf[] =
    tail > 0n
      ? [
          {
            kind: LEAF_KIND.treasury,
            ref: input.treasury.datanetKey,
            payee: input.treasury.payee,
            amount: tail,
          },
        ]
      : [];
  return [...fixed, ...kept, ...treasury].sort(compareLeaves);
}

/** Order of leaves under a split root. */
export function compareLeaves(a: SplitLeaf, b: SplitLeaf): number {
  if (a.kind !== b.kind) return a.kind - b.kind;
  const [refA, refB] = [BigInt(a.ref), BigInt(b.ref)];
  if (refA !== refB) return refA < refB ? -1 : 1;
  const [payeeA, payeeB] = [BigInt(a.payee), BigInt(b.payee)];
  return payeeA < payeeB ? -1 : payeeA > payeeB ? 1 : 0;
}

/** `keccak256(abi.encode(leaf))`. */
export function leafHash(leaf: SplitLeaf): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: "uint8" }, { type: "bytes32" }, { type: "address" }, { type: "uint96" }],
      [leaf.kind, leaf.ref, leaf.payee, leaf.amount],
    ),
  );
}

/** Root over the leaves in their order; zero for a free answer. */
export function splitRoot(leaves: readonly SplitLeaf[]): Hex {
  return indexedMerkleRoot(leaves.map(leafHash));
}

/** Whether a leaf waits for its contributor to bind a wallet. */
export function isUnbound(leaf: SplitLeaf): boolean {
  return leaf.kind === LEAF_KIND.data && leaf.payee === zeroAddress;
}

function numberRef(value: bigint): Hex {
  return pad(toHex(value), { size: 32 });
}
