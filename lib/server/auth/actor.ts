import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Account } from "@/lib/schemas/accounts";

/** Who asks. Operations decide what that person may do; routes only say whether somebody must be signed in. */
export type Actor = { account: Account | null };

export const ANONYMOUS: Actor = { account: null };

/** @throws AppError unauthenticated */
export function requireAccount(actor: Actor): Account {
  if (!actor.account) {
    throw new AppError(
      "unauthenticated",
      "Sign in with a wallet to do this. What you entered stays where it is.",
    );
  }
  return actor.account;
}
