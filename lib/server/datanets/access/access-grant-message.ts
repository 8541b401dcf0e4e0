import "server-only";
import { type Address, getAddress, type Hex } from "viem";
import { purposeNumber } from "@/lib/domain/datanets/access-rule";
import { typedData } from "@/lib/domain/payments/typed-data";
import type { AccessGrant } from "@/lib/generated/prisma/client";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";

export type SignableGrant = AccessGrant & { nonce: string; expiresAt: number };

export function grantStruct(datanetKey: string, grant: SignableGrant) {
  return {
    datanetKey: datanetKey as Hex,
    grantee: getAddress(grant.grantee as Address),
    purpose: purposeNumber(grant.purpose),
    expiresAt: BigInt(grant.expiresAt),
    nonce: grant.nonce as Hex,
  };
}

/** What the owner's wallet shows and signs. */
export async function grantTypedData(datanetKey: string, grant: SignableGrant) {
  const domain = { chainId: await chainId(), verifyingContract: await contractAddress("DatanetRegistry") };
  return typedData("AccessGrant", domain, grantStruct(datanetKey, grant));
}
