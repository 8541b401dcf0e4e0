"use client";

import "@rainbow-me/rainbowkit/styles.css";
import { RainbowKitProvider, useConnectModal } from "@rainbow-me/rainbowkit";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type Config, useAccount, WagmiProvider } from "wagmi";
import { disconnect, getAccount } from "wagmi/actions";
import type { Account } from "@/lib/schemas/accounts";
import type { InstanceStatus } from "@/lib/schemas/status";
import { BURNER_ID } from "@/lib/web3/burner-connector";
import { getWalletConfig } from "@/lib/web3/wallet-runtime";
import { rainbowTheme } from "./rainbow-theme";
import { SignMessage } from "./sign-message";

type WalletChooserProps = {
  status: InstanceStatus;
  onSignedIn: (account: Account) => void;
  onClosed: () => void;
};

/** RainbowKit's list of wallets followed by one signature. The heaviest part of the product: only here on intent. */
export function WalletChooser(props: WalletChooserProps) {
  const { data: config } = useQuery({
    queryKey: ["wallet-config"],
    queryFn: async () => {
      const made = await getWalletConfig(props.status);
      // A connected play-money key would be asked for the signature instead of showing the list.
      if (getAccount(made).connector?.id === BURNER_ID) await disconnect(made);
      return made;
    },
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  });
  if (!config) return null;
  return (
    <WagmiProvider config={config}>
      <RainbowKitProvider theme={rainbowTheme} modalSize="compact">
        <Chooser {...props} config={config} />
      </RainbowKitProvider>
    </WagmiProvider>
  );
}

/**
 * The signature is asked for here and not in RainbowKit's own step: that one does nothing, without a word, while
 * the wallet is on another network, and signing in needs no network.
 */
function Chooser({ status, config, onSignedIn, onClosed }: WalletChooserProps & { config: Config }) {
  const { address } = useAccount();
  if (!address) return <OpenAtOnce config={config} onClosed={onClosed} />;
  const leave = async () => {
    await disconnect(config);
    onClosed();
  };
  return <SignMessage status={status} address={address} onSignedIn={onSignedIn} onCancelled={leave} />;
}

/** RainbowKit opens its list by a call only; its closing without a wallet brings our own sheet back. */
function OpenAtOnce({ config, onClosed }: { config: Config; onClosed: () => void }) {
  const { openConnectModal, connectModalOpen } = useConnectModal();
  const opened = useRef(false);

  useEffect(() => {
    if (!opened.current && openConnectModal) {
      opened.current = true;
      openConnectModal();
    }
  }, [openConnectModal]);

  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !connectModalOpen && !getAccount(config).isConnected) onClosed();
    wasOpen.current = connectModalOpen;
  }, [config, connectModalOpen, onClosed]);

  return null;
}
