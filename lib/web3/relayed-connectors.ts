import { connectorsForWallets } from "@rainbow-me/rainbowkit";
import { rainbowWallet, walletConnectWallet } from "@rainbow-me/rainbowkit/wallets";

/** Wallets on another device, reached through the WalletConnect relay under the operator's project id. */
export const relayedConnectors = (appName: string, projectId: string) =>
  connectorsForWallets([{ groupName: "Other device", wallets: [walletConnectWallet, rainbowWallet] }], {
    appName,
    projectId,
  });
