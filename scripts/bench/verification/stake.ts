import { createTestClient, createWalletClient, http, type LocalAccount, parseEther, stringToHex } from "viem";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { contractAddress } from "@/lib/server/chain/address-book";
import { roleAccount } from "@/lib/server/chain/roles";
import type { Platform } from "./platform";

/** Gives a wallet OPEN and has it stake all of it behind its work as a worker, as a provider would. */
export async function stakeAsWorker(
  { stack }: Platform,
  wallet: LocalAccount,
  amountWei: bigint,
): Promise<void> {
  const transport = http(stack.rpcUrl);
  await createTestClient({ mode: "anvil", transport }).setBalance({
    address: wallet.address,
    value: parseEther("1"),
  });
  const [token, staking] = [await contractAddress("OpenToken"), await contractAddress("Staking")];
  const treasury = createWalletClient({ account: roleAccount("treasury"), transport });
  const own = createWalletClient({ account: wallet, transport });
  const open = { address: token, abi: openTokenAbi, chain: null } as const;
  const stake = { address: staking, abi: stakingAbi, chain: null } as const;
  await treasury.writeContract({ ...open, functionName: "transfer", args: [wallet.address, amountWei] });
  await own.writeContract({ ...open, functionName: "approve", args: [staking, amountWei] });
  await own.writeContract({ ...stake, functionName: "stake", args: [BigInt(wallet.address), amountWei] });
  const service = stringToHex("worker", { size: 32 });
  await own.writeContract({ ...stake, functionName: "provision", args: [service, amountWei] });
}

/** Lets the chain's clock run ahead and mines. */
export async function letPass({ stack }: Platform, seconds: number): Promise<void> {
  const client = createTestClient({ mode: "anvil", transport: http(stack.rpcUrl) });
  await client.increaseTime({ seconds });
  await client.mine({ blocks: 1 });
}
