"use client";

import "@rainbow-me/rainbowkit/styles.css";
import {
  createAuthenticationAdapter,
  RainbowKitAuthenticationProvider,
  RainbowKitProvider,
  useConnectModal,
} from "@rainbow-me/rainbowkit";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Config, WagmiProvider } from "wagmi";
import { disconnect, getAccount } from "wagmi/actions";
import type { Account } from "@/lib/schemas/accounts";
import type { InstanceStatus } from "@/lib/schemas/status";
import { BURNER_ID } from "@/lib/web3/burner-connector";
import { completeSignIn, requestSignInMessage } from "@/lib/web3/sign-in";
import { WalletError } from "@/lib/web3/wallet-error";
import { getWalletConfig } from "@/lib/web3/wallet-runtime";
import { rainbowTheme } from "./rainbow-theme";

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
      // A connected play-money key would be offered for the signature instead of the list.
      if (getAccount(made).connector?.id === BURNER_ID) await disconnect(made);
      return made;
    },
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  });
  return config ? <Chooser {...props} config={config} /> : null;
}

function Chooser({ config, onSignedIn, onClosed }: WalletChooserProps & { config: Config }) {
  const [authenticated, setAuthenticated] = useState(false);
  const adapter = useMemo(
    () =>
      createAuthenticationAdapter<string>({
        // The server builds the whole message for one address, so it travels where RainbowKit expects a nonce.
        getNonce: async () => {
          const { address } = getAccount(config);
          if (!address) throw new WalletError("not_connected");
          return requestSignInMessage(address);
        },
        createMessage: ({ nonce }) => nonce,
        verify: async ({ message, signature }) => {
          const account = await completeSignIn(message, signature);
          setAuthenticated(true);
          onSignedIn(account);
          return true;
        },
        signOut: () => disconnect(config),
      }),
    [config, onSignedIn],
  );
  return (
    <WagmiProvider config={config}>
      <RainbowKitAuthenticationProvider
        adapter={adapter}
        status={authenticated ? "authenticated" : "unauthenticated"}
      >
        <RainbowKitProvider theme={rainbowTheme} modalSize="compact">
          <OpenAtOnce onClosed={onClosed} />
        </RainbowKitProvider>
      </RainbowKitAuthenticationProvider>
    </WagmiProvider>
  );
}

/** RainbowKit opens its list by a call only; its closing brings our own sheet back. */
function OpenAtOnce({ onClosed }: { onClosed: () => void }) {
  const { openConnectModal, connectModalOpen } = useConnectModal();
  const opened = useRef(false);

  // External system: RainbowKit, whose own first effect closes every list of somebody who is not signed in. It runs
  // after this one, so the list is opened a task later.
  useEffect(() => {
    if (opened.current || !openConnectModal) return;
    const timer = window.setTimeout(() => {
      opened.current = true;
      openConnectModal();
    });
    return () => window.clearTimeout(timer);
  }, [openConnectModal]);

  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !connectModalOpen) onClosed();
    wasOpen.current = connectModalOpen;
  }, [connectModalOpen, onClosed]);

  return null;
}
