import { z } from "zod";
import { Address, Hex, Id, Timestamp } from "./primitives";

/** POST /api/v1/accounts/nonce · POST, GET, DELETE /api/v1/accounts/session */

export const Account = z.object({
  id: Id,
  address: Address,
  /** Public name: chosen for demo people, else the shortened address. */
  handle: z.string(),
  createdAt: Timestamp,
});
export type Account = z.infer<typeof Account>;

export const CreateNonceBody = z.strictObject({ address: Address });
/** `message` is the complete sign-in text; the wallet signs it unchanged. It lives five minutes and works once. */
export const Nonce = z.object({ nonce: z.string(), message: z.string(), expiresAt: Timestamp });
export type Nonce = z.infer<typeof Nonce>;

export const CreateSessionBody = z.strictObject({ message: z.string().max(4000), signature: Hex });
/** The sign-in session. `account` is null for somebody who only looks around. */
export const SignIn = z.object({ account: Account.nullable() });
export type SignIn = z.infer<typeof SignIn>;
