import "server-only";
import { type Address, type Hex, recoverTypedDataAddress } from "viem";
import { type Message, type SignedType, typedData } from "@/lib/domain/payments/typed-data";
import { meterDomain } from "./meter-domain";

/** Whose key signed a meter message; null for bytes that are no signature. */
export async function recoverSigner<T extends SignedType>(
  type: T,
  message: Message<T>,
  signature: Hex,
): Promise<Address | null> {
  const data = typedData(type, await meterDomain(), message);
  return recoverTypedDataAddress({ ...data, signature } as unknown as Parameters<
    typeof recoverTypedDataAddress
  >[0]).catch(() => null);
}
