import "server-only";
import { createWalletClient, http, parseEther, toHex } from "viem";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import type { FaucetResult } from "@/lib/schemas/payments";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";
import { publicClient } from "@/lib/server/chain/clients";
import { roleAccount } from "@/lib/server/chain/roles";
import { walletBalance } from "./wallet-balance";

const LOCAL_CHAIN = 31337;
const GIFT_WEI = parseEther("100");
const COIN_WEI = parseEther("1");
/** Nobody needs more play money than this at once. */
const RICH_WEI = parseEther("500");

/** Play money for a wallet of the local chain: 100 OPEN and the network coin. @throws AppError forbidden elsewhere */
export async function drawFromFaucet(call: { actor: Actor }): Promise<z.infer<typeof FaucetResult>> {
  const account = requireAccount(call.actor);
  const address = account.address as `0x${string}`;
  if ((await chainId()) !== LOCAL_CHAIN)
    throw new AppError("forbidden", "There is no faucet on this network; OPEN has a price here.");
  if ((await walletBalance(address)) >= RICH_WEI)
    throw new AppError("rate_limited", "This wallet has plenty of play money. Spend some first.", {
      retryAfterS: 60,
    });
  const client = publicClient();
  const coin = await client.getBalance({ address });
  if (coin < COIN_WEI) {
    await client.request({ method: "anvil_setBalance", params: [address, toHex(COIN_WEI)] } as never);
  }
  const wallet = createWalletClient({
    account: roleAccount("faucet"),
    transport: http(serverEnv().CHAIN_RPC_URL),
  });
  const txHash = await wallet.writeContract({
    chain: null,
    address: await contractAddress("OpenToken"),
    abi: openTokenAbi,
    functionName: "transfer",
    args: [address, GIFT_WEI],
  });
  await client.waitForTransactionReceipt({ hash: txHash, timeout: 10_000 });
  return { openWei: GIFT_WEI.toString(), coinWei: COIN_WEI.toString(), txHash };
}
