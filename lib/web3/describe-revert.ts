import type { BaseError, Hex } from "viem";
import { describeContractError } from "@/lib/domain/payments/describe-contract-error";

/** Sentence and remedy for a custom error of our contracts; null when the chain said something else. */
export function describeRevert(error: BaseError): string | null {
  const data = findRevertData(error);
  const known = data === null ? null : describeContractError(data);
  return known && `${known.sentence} ${known.remedy}`;
}

function findRevertData(error: BaseError): Hex | null {
  const holder = error.walk(
    (cause) => cause instanceof Error && "data" in cause && revertData(cause.data) !== null,
  );
  return holder && "data" in holder ? revertData(holder.data) : null;
}

/** RPC errors carry the bytes plainly or one level down. */
function revertData(data: unknown): Hex | null {
  if (typeof data === "string" && data.startsWith("0x") && data.length >= 10) return `0x${data.slice(2)}`;
  if (typeof data === "object" && data !== null && "data" in data) return revertData(data.data);
  return null;
}
