import "server-only";
import type { Address } from "viem";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { contractAddress } from "@/lib/server/chain/address-book";
import { publicClient } from "@/lib/server/chain/clients";

/** OPEN in a wallet, in wei, read from the chain now. */
export async function walletBalance(address: string): Promise<bigint> {
  return publicClient().readContract({
    address: await contractAddress("OpenToken"),
    abi: openTokenAbi,
    functionName: "balanceOf",
    args: [address as Address],
  });
}
