import "server-only";
import type { Hex } from "viem";
import { typedData, typedDataToJson } from "@/lib/domain/payments/typed-data";
import type { TypedData } from "@/lib/schemas/primitives";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";

export type RightToLicenseMessage = {
  datanetKey: Hex;
  contributorId: Hex;
  root: Hex;
  count: number;
  licenceHash: Hex;
  /** Unix seconds. */
  signedAt: number;
};

/** The statement as the wallet shows it: these rows, this licence, this moment. */
export async function rightToLicense(message: RightToLicenseMessage): Promise<TypedData> {
  const domain = { chainId: await chainId(), verifyingContract: await contractAddress("DatanetRegistry") };
  const statement = { ...message, signedAt: BigInt(message.signedAt) };
  return typedDataToJson(typedData("RightToLicense", domain, statement));
}
