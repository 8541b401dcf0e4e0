"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useSignIn } from "@/lib/client/accounts/use-sign-in";
import { useSignOut } from "@/lib/client/accounts/use-sign-out";
import { useInstanceStatus } from "@/lib/client/instance/use-instance-status";
import { queryKeys } from "@/lib/client/query-keys";
import { useStoredState } from "@/lib/client/use-stored-state";
import type { Account } from "@/lib/schemas/accounts";
import type { InstanceStatus } from "@/lib/schemas/status";
import { type Wallet, WalletContext } from "@/lib/web3/wallet-context";
import { WalletError, type WalletErrorCode } from "@/lib/web3/wallet-error";

const SignInSheet = dynamic(() => import("./sign-in-sheet").then((module) => module.SignInSheet), {
  ssr: false,
});
const loadRuntime = () => import("@/lib/web3/wallet-runtime");

const ASKS_AGAIN: ReadonlySet<WalletErrorCode> = new Set(["not_connected", "other_account"]);

type Waiting = { resolve: (account: Account) => void; reject: (error: unknown) => void };
type WalletKind = "burner" | "external";

/**
 * Gives pages a wallet without loading one: wagmi, viem and RainbowKit arrive when somebody signs in or
 * signs something. Connected is not signed in: the account here is the server's sign-in session.
 */
export function WalletProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { account } = useSignIn();
  const { data: status } = useInstanceStatus();
  const { mutateAsync: endSession } = useSignOut();
  const [kind, setKind] = useStoredState("mf-wallet-kind");
  const [sheetOpen, setSheetOpen] = useState(false);
  const waiting = useRef<Waiting[]>([]);

  const requestSignIn = useCallback(
    () =>
      new Promise<Account>((resolve, reject) => {
        waiting.current.push({ resolve, reject });
        setSheetOpen(true);
      }),
    [],
  );

  const onSignedIn = useCallback(
    async (signedIn: Account, walletKind: WalletKind) => {
      setKind(walletKind);
      queryClient.setQueryData(queryKeys.signIn, { account: signedIn });
      setSheetOpen(false);
      for (const { resolve } of waiting.current.splice(0)) resolve(signedIn);
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "sign-in" });
    },
    [queryClient, setKind],
  );

  const onDismissed = useCallback(() => {
    setSheetOpen(false);
    for (const { reject } of waiting.current.splice(0)) reject(new WalletError("rejected"));
  }, []);

  const wallet = useMemo<Wallet>(() => {
    /** A locked or switched wallet is asked to sign in again, once; then the action goes on. */
    const run = async (
      action: (runtime: Runtime, status: InstanceStatus, address: Hex) => Promise<string>,
    ) => {
      const current =
        status ?? (await queryClient.ensureQueryData<InstanceStatus>({ queryKey: queryKeys.status }));
      const who = account ?? (await requestSignIn());
      const runtime = await loadRuntime();
      try {
        return await action(runtime, current, toHex(who.address));
      } catch (error) {
        if (!(error instanceof WalletError) || !ASKS_AGAIN.has(error.code)) throw error;
        const again = await requestSignIn();
        if (again.address.toLowerCase() !== who.address.toLowerCase()) throw new WalletError("other_account");
        return action(runtime, current, toHex(again.address));
      }
    };
    return {
      account,
      status,
      isBurner: kind === "burner",
      requestSignIn,
      signTyped: (data) => run((runtime, current, address) => runtime.signTyped(current, address, data)),
      sendCall: (call) => run((runtime, current, address) => runtime.sendCall(current, address, call)),
      signOut: async () => {
        await endSession();
        setKind(null);
        if (status) await (await loadRuntime()).closeWallet(status);
      },
    };
  }, [account, status, kind, requestSignIn, endSession, queryClient, setKind]);

  return (
    <WalletContext value={wallet}>
      {children}
      {sheetOpen && status ? (
        <SignInSheet status={status} onSignedIn={onSignedIn} onDismissed={onDismissed} />
      ) : null}
    </WalletContext>
  );
}

type Runtime = Awaited<ReturnType<typeof loadRuntime>>;
type Hex = `0x${string}`;

const toHex = (address: string): Hex => `0x${address.slice(2)}`;
