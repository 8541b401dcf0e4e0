import "server-only";

/** Thresholds of sender, indexer and keeper, each with its reason. Times are milliseconds. */
export interface ChainTunables {
  /** How often a lane looks at its intents. */
  laneTickMs: number;
  /** How often the indexer looks for blocks. */
  indexTickMs: number;
  /** How often served answers are packed into settlements. */
  settleTickMs: number;
  /** The same bytes are sent again when nothing was seen of them for so long. */
  resendMs: number;
  /** A transaction nobody mines is replaced with higher fees after so long. */
  replaceMs: number;
  /** Attempts at one nonce before a self-transfer frees the lane. */
  maxAttempts: number;
  /** A refused simulation is tried again after 1, 2, 4 … s, at most so long. */
  maxBackoffMs: number;
  /** Refused simulations before an intent is given up; with the back-off above about eight minutes. */
  maxRefusals: number;
  /** Ceiling of the fee per gas: past it the sender waits instead of bidding. */
  maxFeePerGasWei: bigint;
  /** Room on top of the gas estimate, in percent: state may move between estimate and block. */
  gasMarginPercent: bigint;
  /** Most blocks asked for at once; halved on errors. */
  maxBlockRange: number;
  /** Without the tags `safe` and `finalized`, so many blocks stand for them. */
  safeDepth: number;
  finalDepth: number;
}

const COMMON = {
  maxAttempts: 50,
  maxBackoffMs: 60_000,
  maxRefusals: 14,
  maxFeePerGasWei: 500_000_000_000n,
  gasMarginPercent: 25n,
  maxBlockRange: 1_000,
  safeDepth: 12,
  finalDepth: 64,
} as const;

const REAL: ChainTunables = {
  ...COMMON,
  laneTickMs: 2_000,
  indexTickMs: 2_000,
  settleTickMs: 10_000,
  resendMs: 20_000,
  replaceMs: 180_000,
};

/** The local chain mines at once, so a person should see every step within a second. */
const LOCAL: ChainTunables = {
  ...COMMON,
  laneTickMs: 300,
  indexTickMs: 300,
  settleTickMs: 1_000,
  resendMs: 2_000,
  replaceMs: 20_000,
};

export const LOCAL_CHAIN_ID = 31337;

export function chainTunables(chainId: number): ChainTunables {
  return chainId === LOCAL_CHAIN_ID ? LOCAL : REAL;
}
