import "server-only";
import { BaseError, type Hex, isHex } from "viem";
import { describeContractError } from "@/lib/domain/payments/describe-contract-error";

/** Why the chain refused a call, in words. */
export interface Revert {
  name: string;
  sentence: string;
  remedy: string;
}

/**
 * The revert inside a viem error, or null when the call did not revert (the node was away, the answer was unclear):
 * only a revert may be taken for an answer.
 */
export function decodeRevert(error: unknown): Revert | null {
  if (!(error instanceof BaseError)) return null;
  const data = revertData(error);
  if (data && data !== "0x") {
    return (
      describeContractError(data) ?? {
        name: data.slice(0, 10),
        sentence: `The chain refused the call with ${data.slice(0, 74)}.`,
        remedy: "This error is not one of this system's contracts; report it with this text.",
      }
    );
  }
  if (!/revert/i.test(error.message)) return null;
  return {
    name: "reverted",
    sentence: "The chain refused the call without a reason.",
    remedy: "Report it with the transaction.",
  };
}

/** Nodes nest the revert bytes at different depths of their error. */
function revertData(error: BaseError): Hex | null {
  let found: Hex | null = null;
  error.walk((cause) => {
    const data = (cause as { data?: unknown }).data;
    const bytes = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    if (isHex(bytes)) found = bytes;
    return found !== null;
  });
  return found;
}
