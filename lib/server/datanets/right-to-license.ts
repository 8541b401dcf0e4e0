import "server-only";
import type { Hex } from "viem";
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
  return {
    domain: {
      name: "OpenDatanets",
      version: "1",
      chainId: await chainId(),
      verifyingContract: await contractAddress("DatanetRegistry"),
    },
    primaryType: "RightToLicense",
    types: {
      RightToLicense: [
        { name: "datanetKey", type: "bytes32" },
        { name: "contributorId", type: "bytes32" },
        { name: "root", type: "bytes32" },
        { name: "count", type: "uint32" },
        { name: "licenceHash", type: "bytes32" },
        { name: "signedAt", type: "uint64" },
      ],
    },
    message,
  };
}
