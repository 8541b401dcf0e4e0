import "server-only";
import type { SigningDomain } from "@/lib/domain/payments/typed-data";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";

/** EIP-712 domain of grants, vouchers and receipts. */
export async function meterDomain(): Promise<SigningDomain> {
  return { chainId: await chainId(), verifyingContract: await contractAddress("InferenceMeter") };
}
