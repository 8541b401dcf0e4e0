/** What can go wrong between the page and a wallet. Each has its own sentence in `wallet.errors`. */
export const WALLET_ERROR_CODES = [
  "rejected",
  "already_open",
  "wrong_network",
  "unknown_network",
  "no_coin",
  "no_wallet",
  "other_account",
  "not_connected",
  "chain_unreachable",
  "timeout",
  "reverted",
  "unsupported",
  "failed",
] as const;
export type WalletErrorCode = (typeof WALLET_ERROR_CODES)[number];

export class WalletError extends Error {
  readonly code: WalletErrorCode;
  constructor(code: WalletErrorCode, detail = "", options?: { cause: unknown }) {
    super(detail || code, options);
    this.name = "WalletError";
    this.code = code;
  }
}
