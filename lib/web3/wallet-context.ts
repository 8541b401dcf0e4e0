"use client";

import { createContext, useContext } from "react";
import type { Account } from "@/lib/schemas/accounts";
import type { TypedData, WalletCall } from "@/lib/schemas/primitives";
import type { InstanceStatus } from "@/lib/schemas/status";

export type Wallet = {
  /** undefined until known, null for somebody who looks around. */
  account: Account | null | undefined;
  status: InstanceStatus | undefined;
  /** The signed-in wallet is this browser's play-money key. */
  isBurner: boolean;
  /** Opens the sign-in sheet. Rejects with `WalletError("rejected")` when it is closed again. */
  requestSignIn: () => Promise<Account>;
  /** Each of these asks to sign in first when nobody is. */
  signTyped: (data: TypedData) => Promise<string>;
  sendCall: (call: WalletCall) => Promise<string>;
  signOut: () => Promise<void>;
};

export const WalletContext = createContext<Wallet | null>(null);

export function useWallet(): Wallet {
  const wallet = useContext(WalletContext);
  if (!wallet) throw new Error("useWallet needs a WalletProvider above it");
  return wallet;
}
