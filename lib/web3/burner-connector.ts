import {
  createWalletClient,
  custom,
  type EIP1193Parameters,
  getAddress,
  type Hex,
  http,
  publicActions,
  SwitchChainError,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { createConnector } from "wagmi";
import { findBurnerKey, getOrCreateBurnerKey, LOCAL_CHAIN_ID } from "./burner-key";
import { toTypedDataArgs } from "./to-typed-data-args";

export const BURNER_ID = "mf-burner";

/**
 * A wagmi connector over the key in this browser: wallet-shaped, without a wallet. It signs without
 * asking, which play money allows, and refuses every chain but the local one.
 */
export const burnerConnector = () =>
  createConnector((config) => {
    const chain = config.chains[0];

    const client = () => {
      const key = findBurnerKey();
      if (!key) throw new Error("No burner key in this browser");
      return createWalletClient({
        account: privateKeyToAccount(key),
        chain,
        transport: http(chain.rpcUrls.default.http[0]),
      }).extend(publicActions);
    };

    const request = async ({ method, params }: EIP1193Parameters): Promise<unknown> => {
      const wallet = client();
      const args: unknown[] = Array.isArray(params) ? params : [];
      switch (method) {
        case "eth_accounts":
        case "eth_requestAccounts":
          return [wallet.account.address];
        case "eth_chainId":
          return `0x${chain.id.toString(16)}`;
        case "personal_sign":
          return wallet.signMessage({ message: { raw: args[0] as Hex } });
        case "eth_signTypedData_v4":
          return wallet.account.signTypedData(toTypedDataArgs(JSON.parse(String(args[1]))));
        case "eth_sendTransaction": {
          const { to, data, value } = args[0] as { to: Hex; data?: Hex; value?: Hex };
          return wallet.sendTransaction({
            to,
            ...(data ? { data } : {}),
            value: value ? BigInt(value) : 0n,
          });
        }
        default:
          return wallet.request({ method, params } as never);
      }
    };

    return {
      id: BURNER_ID,
      name: "Play money",
      type: "burner",
      async connect({ withCapabilities } = {}) {
        if (chain.id !== LOCAL_CHAIN_ID) throw new Error("Play money exists on the local chain only");
        const { address } = privateKeyToAccount(getOrCreateBurnerKey());
        return {
          accounts: (withCapabilities ? [{ address, capabilities: {} }] : [address]) as never,
          chainId: chain.id,
        };
      },
      async disconnect() {},
      async getAccounts() {
        const key = findBurnerKey();
        return key ? [privateKeyToAccount(key).address] : [];
      },
      async getChainId() {
        return chain.id;
      },
      async getProvider() {
        return custom({ request: request as never })({ retryCount: 0 });
      },
      async isAuthorized() {
        return chain.id === LOCAL_CHAIN_ID && findBurnerKey() !== null;
      },
      async switchChain({ chainId }) {
        if (chainId !== chain.id)
          throw new SwitchChainError(new Error("Play money stays on the local chain"));
        return chain;
      },
      onAccountsChanged(accounts) {
        config.emitter.emit("change", { accounts: accounts.map((account) => getAddress(account)) });
      },
      onChainChanged() {},
      onDisconnect() {
        config.emitter.emit("disconnect");
      },
    };
  });
