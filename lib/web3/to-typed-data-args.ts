import type { TypedDataDomain, TypedDataParameter } from "viem";
import { TypedData } from "@/lib/schemas/primitives";

const INTEGER = /^u?int\d*$/;

/**
 * The JSON form of EIP-712 data (integers as decimal strings) in the form that viem signs. The
 * `EIP712Domain` type that wallets are sent is dropped: viem derives it from the domain.
 */
export function toTypedDataArgs(json: unknown) {
  const { domain, types, primaryType, message } = TypedData.parse(json);
  const { EIP712Domain: _derived, ...named } = types;
  const fields = named[primaryType] ?? [];
  const typedDomain: TypedDataDomain = {
    ...domain,
    verifyingContract: domain.verifyingContract as `0x${string}`,
  };
  return {
    domain: typedDomain,
    types: named as Record<string, readonly TypedDataParameter[]>,
    primaryType,
    message: Object.fromEntries(
      Object.entries(message).map(([name, value]) => {
        const type = fields.find((field) => field.name === name)?.type ?? "";
        return [name, INTEGER.test(type) ? BigInt(value) : value];
      }),
    ),
  };
}
