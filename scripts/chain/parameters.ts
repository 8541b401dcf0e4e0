import { type Hex, keccak256, parseEther, toHex } from "viem";

/**
 * Deploy parameters of the contracts: one column for real chains, one for the local chain (31337), whose windows
 * are short enough to be watched. Windows are seconds, shares basis points, money OPEN wei. The order of `policy` is
 * that of the Solidity struct.
 */
export interface ChainParameters {
  policy: Policy;
  /** Ceiling of `faultWindow + demandWindow` for every policy version to come; the meter sizes its buckets by it. */
  maxFaultSpan: number;
  /** Seconds from a request to unstake to its payout. Immutable. */
  thaw: number;
  governance: Governance;
}

/** Governor and timelock; times are seconds, threshold and floor GOPEN wei, the quorum per cent of all GOPEN. */
export interface Governance {
  timelockDelay: number;
  votingDelay: number;
  votingPeriod: number;
  lateQuorumExtension: number;
  proposalThreshold: bigint;
  quorumPercent: bigint;
  quorumFloor: bigint;
  /** How long after deploy the guardian may cancel proposals. */
  guardianTerm: number;
}

export interface Policy {
  platformBps: number;
  modelBps: number;
  stakerBps: number;
  dataBps: number;
  trainingFeeBps: number;
  exposureBps: number;
  maxSessions: number;
  maxPayees: number;
  maxReceipts: number;
  freezeTail: number;
  minProvision: bigint;
  maxSession: number;
  maxApiSession: number;
  claimWindow: number;
  grace: number;
  faultWindow: number;
  maxBatchTotal: bigint;
  demandWindow: number;
  rotationDelay: number;
  revenueDelay: number;
  reviewWindow: number;
  disputeWindow: number;
  maxApiCap: bigint;
  rulingDeadline: number;
  bounty: bigint;
  demandBond: bigint;
  challengeBond: bigint;
  attributionHash: Hex;
}

export const LOCAL_CHAIN_ID = 31337;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const REAL: ChainParameters = {
  policy: {
    platformBps: 1_000,
    modelBps: 2_000,
    stakerBps: 2_000,
    dataBps: 5_000,
    trainingFeeBps: 500,
    exposureBps: 10_000,
    maxSessions: 150,
    maxPayees: 1_000,
    maxReceipts: 4_096,
    freezeTail: 32,
    minProvision: parseEther("10000"),
    maxSession: 24 * HOUR,
    maxApiSession: 72 * HOUR,
    claimWindow: 6 * HOUR,
    grace: HOUR,
    faultWindow: 72 * HOUR,
    maxBatchTotal: parseEther("50000"),
    demandWindow: 24 * HOUR,
    rotationDelay: 24 * HOUR,
    revenueDelay: HOUR,
    reviewWindow: 48 * HOUR,
    disputeWindow: 24 * HOUR,
    maxApiCap: parseEther("500"),
    rulingDeadline: 21 * DAY,
    bounty: parseEther("0.2"),
    demandBond: parseEther("10"),
    challengeBond: parseEther("50"),
    attributionHash: keccak256(toHex("attribution/1")),
  },
  maxFaultSpan: 9 * DAY,
  thaw: 21 * DAY,
  governance: {
    // Longer than the longest session and its claim window: whoever dislikes a change is out before it holds.
    timelockDelay: 8 * DAY,
    votingDelay: DAY,
    votingPeriod: 7 * DAY,
    lateQuorumExtension: DAY,
    proposalThreshold: parseEther("10000"),
    quorumPercent: 5n,
    quorumFloor: parseEther("1000000"),
    guardianTerm: 365 * DAY,
  },
};

const LOCAL: ChainParameters = {
  policy: {
    ...REAL.policy,
    maxSession: HOUR,
    maxApiSession: HOUR,
    claimWindow: 10 * MINUTE,
    grace: MINUTE,
    faultWindow: 10 * MINUTE,
    demandWindow: 2 * MINUTE,
    rotationDelay: 2 * MINUTE,
    revenueDelay: MINUTE,
    reviewWindow: 5 * MINUTE,
    disputeWindow: MINUTE,
    rulingDeadline: 10 * MINUTE,
  },
  maxFaultSpan: 12 * MINUTE,
  thaw: 90 * MINUTE,
  governance: {
    ...REAL.governance,
    timelockDelay: 2 * MINUTE,
    votingDelay: MINUTE,
    votingPeriod: 5 * MINUTE,
    lateQuorumExtension: MINUTE,
    quorumFloor: parseEther("10000"),
    guardianTerm: 0,
  },
};

/** The column of `chainId`: local for 31337, real everywhere else. */
export function chainParameters(chainId: number): ChainParameters {
  return chainId === LOCAL_CHAIN_ID ? LOCAL : REAL;
}
