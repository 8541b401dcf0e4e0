"use client";

import { useWallet } from "@/lib/web3/wallet-context";
import { useCredit } from "./use-credit";
import { useSessionKeys } from "./use-session-keys";

/** Quotes are refused this close to the end of a session. */
const MARGIN_MS = 35_000;

/** The open spending session that this browser can sign for, if there is one. */
export function useUsableSession() {
  const { account } = useWallet();
  const credit = useCredit(Boolean(account));
  const sessions = credit.data?.sessions ?? [];
  const keys = useSessionKeys(sessions);
  const live = sessions.filter((session) => Date.parse(session.expiresAt) - MARGIN_MS > Date.now());
  const open = live.filter((session) => session.state === "open");
  const left = (session: { capWei: string; spentWei: string; pendingWei: string }) =>
    BigInt(session.capWei) - BigInt(session.spentWei) - BigInt(session.pendingWei);
  const usable = open
    .filter((session) => keys.data?.includes(session.sessionId))
    .sort((a, b) => (left(a) < left(b) ? 1 : -1));
  return {
    session: usable[0],
    opening: live.some((session) => session.state === "opening" && !session.reason),
    elsewhere: open.length > 0 && usable.length === 0,
    isPending: credit.isPending || (sessions.length > 0 && keys.isPending),
  };
}
