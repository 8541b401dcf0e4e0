import { type Address, getAddress, type Hex } from "viem";
import type { Config } from "wagmi";
import {
  connect,
  disconnect,
  getAccount,
  getPublicClient,
  reconnect,
  sendTransaction,
  signMessage,
  signTypedData,
  switchChain,
} from "wagmi/actions";
import type { TypedData, WalletCall } from "@/lib/schemas/primitives";
import type { InstanceStatus } from "@/lib/schemas/status";
import { BURNER_ID } from "./burner-connector";
import { toTypedDataArgs } from "./to-typed-data-args";
import { toWalletError } from "./to-wallet-error";
import { createWalletConfig } from "./wallet-config";
import { WalletError } from "./wallet-error";

/**
 * Everything that talks to a wallet. This file and what it imports (wagmi, viem) load when somebody first
 * signs something; pages reach it through `useWallet` only.
 */

let opened: Promise<Config> | null = null;

/** The page's one wagmi configuration. */
export function getWalletConfig(status: InstanceStatus): Promise<Config> {
  opened ??= createWalletConfig(status);
  return opened;
}

/** Connects the play-money wallet and returns its address; the key is made when there is none. */
export async function connectBurner(status: InstanceStatus): Promise<Address> {
  const config = await getWalletConfig(status);
  const connector = config.connectors.find((candidate) => candidate.id === BURNER_ID);
  if (!connector) throw new WalletError("unsupported");
  if (getAccount(config).isConnected) await disconnect(config);
  const { accounts } = await connect(config, { connector });
  const [address] = accounts;
  if (!address) throw new WalletError("not_connected");
  return address;
}

/** Reopens the wallet that this browser used last. Returns its address, or null when it is locked or gone. */
export async function reopenWallet(status: InstanceStatus): Promise<Address | null> {
  const config = await getWalletConfig(status);
  if (!getAccount(config).isConnected) await reconnect(config);
  return getAccount(config).address ?? null;
}

export async function closeWallet(status: InstanceStatus): Promise<void> {
  await disconnect(await getWalletConfig(status));
}

/** Whether the connected wallet is the burner of this browser. */
export async function isBurnerConnected(status: InstanceStatus): Promise<boolean> {
  return getAccount(await getWalletConfig(status)).connector?.id === BURNER_ID;
}

export async function signText(status: InstanceStatus, address: Address, message: string): Promise<Hex> {
  const config = await openAs(status, address);
  return guarded(() => signMessage(config, { message }));
}

/** Signs EIP-712 data that the server prepared, unchanged. Needs no network switch and sends nothing. */
export async function signTyped(status: InstanceStatus, address: Address, data: TypedData): Promise<Hex> {
  const config = await openAs(status, address);
  return guarded(() => signTypedData(config, toTypedDataArgs(data)));
}

/** Sends one prepared call from the user's wallet. Simulates first, so that a refusal costs no fee. */
export async function sendCall(status: InstanceStatus, address: Address, call: WalletCall): Promise<Hex> {
  const config = await openAs(status, address);
  if (call.chainId !== status.chain.id) throw new WalletError("wrong_network");
  const transaction = { to: getAddress(call.to), data: call.data as Hex };
  return guarded(async () => {
    const chainId = call.chainId;
    if (getAccount(config).chainId !== chainId) {
      await switchChain(config, { chainId }).catch((error: unknown) => {
        const { code } = toWalletError(error);
        throw new WalletError(code === "already_open" ? code : "wrong_network", "", { cause: error });
      });
    }
    await getPublicClient(config, { chainId })?.call({ account: address, ...transaction });
    return sendTransaction(config, { account: address, chainId, ...transaction });
  });
}

/** Notifies when the wallet moves to another account, so that the page can ask to sign in again. */
export async function watchAddress(
  status: InstanceStatus,
  onAddress: (address: Address | null) => void,
): Promise<() => void> {
  const config = await getWalletConfig(status);
  return config.subscribe(
    (state) => (state.current ? (state.connections.get(state.current)?.accounts[0] ?? null) : null),
    onAddress,
  );
}

async function openAs(status: InstanceStatus, address: Address): Promise<Config> {
  const config = await getWalletConfig(status);
  const current = await reopenWallet(status);
  if (current === null) throw new WalletError("not_connected");
  if (getAddress(current) !== getAddress(address)) throw new WalletError("other_account");
  return config;
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw toWalletError(error);
  }
}
