import {
  BaseError,
  HttpRequestError,
  InsufficientFundsError,
  TimeoutError,
  UserRejectedRequestError,
} from "viem";
import { describeRevert } from "./describe-revert";
import { WalletError, type WalletErrorCode } from "./wallet-error";

const BY_RPC_CODE: Record<number, WalletErrorCode> = {
  4001: "rejected",
  5000: "rejected",
  4100: "not_connected",
  4200: "unsupported",
  4900: "chain_unreachable",
  4901: "wrong_network",
  4902: "unknown_network",
  [-32002]: "already_open",
};

const rpcCode = (error: unknown): number | undefined => {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "number" && error.code in BY_RPC_CODE) return error.code;
  return "cause" in error ? rpcCode(error.cause) : undefined;
};

/** Walks the causes of whatever a wallet or an RPC threw down to the one that a person can act on. */
export function toWalletError(error: unknown): WalletError {
  if (error instanceof WalletError) return error;
  const code = rpcCode(error);
  if (code !== undefined) return new WalletError(BY_RPC_CODE[code] ?? "failed", "", { cause: error });
  if (!(error instanceof BaseError)) {
    return new WalletError("failed", error instanceof Error ? error.message : "", { cause: error });
  }
  const found = (type: new (...args: never[]) => Error) => error.walk((cause) => cause instanceof type);
  if (found(UserRejectedRequestError)) return new WalletError("rejected", "", { cause: error });
  if (found(InsufficientFundsError)) return new WalletError("no_coin", "", { cause: error });
  if (found(TimeoutError)) return new WalletError("timeout", "", { cause: error });
  if (found(HttpRequestError)) return new WalletError("chain_unreachable", "", { cause: error });
  const sentence = describeRevert(error);
  if (sentence !== null) return new WalletError("reverted", sentence, { cause: error });
  return new WalletError("failed", error.shortMessage, { cause: error });
}
