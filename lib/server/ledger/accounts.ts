import "server-only";
import type { AccountName } from "./post-transfer";

/** A person's free credit on the meter. */
export function creditAccount(user: string): AccountName {
  return { owner: user.toLowerCase(), asset: "OPEN", kind: "meter_credit", noOverdraft: true };
}

/** A person's credit reserved by open sessions. */
export function lockedAccount(user: string): AccountName {
  return { owner: user.toLowerCase(), asset: "OPEN", kind: "meter_locked", noOverdraft: true };
}

/** OPEN that settlements pushed to a payee. */
export function earnedAccount(payee: string): AccountName {
  return { owner: payee.toLowerCase(), asset: "OPEN", kind: "earned", noOverdraft: true };
}

/** Everything outside the meter: where deposits come from and withdrawals go. No floor. */
export const WORLD: AccountName = { owner: "world", asset: "OPEN", kind: "world", noOverdraft: false };

/** Charges of settlements on their way to the payees; zero after every settlement. */
export const CLEARING: AccountName = { owner: "meter", asset: "OPEN", kind: "clearing", noOverdraft: false };
