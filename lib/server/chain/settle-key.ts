import "server-only";

/** Prefix of a settlement's intent key; the rest is the SettlementBatch's id. */
export const SETTLE_KEY = "settle:";
