import { type Config, createConfig, createStorage, http } from "wagmi";
import type { InstanceStatus } from "@/lib/schemas/status";
import { burnerConnector } from "./burner-connector";
import { toChain } from "./to-chain";

/**
 * One wagmi configuration per page, made when a wallet is first needed. Installed wallets announce
 * themselves (EIP-6963); connectors that need a relay appear only when the operator has a project id.
 */
export async function createWalletConfig(status: InstanceStatus): Promise<Config> {
  const chain = toChain(status.chain);
  const projectId = status.walletConnectProjectId;
  const relayed = projectId
    ? (await import("./relayed-connectors")).relayedConnectors(status.instanceName, projectId)
    : [];
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: http(status.chain.rpcUrl) },
    connectors: [...(status.chain.playMoney ? [burnerConnector()] : []), ...relayed],
    multiInjectedProviderDiscovery: true,
    storage: createStorage({ storage: window.localStorage, key: "mf-wallet" }),
    ssr: false,
  });
}
