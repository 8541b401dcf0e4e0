import { ApiError } from "@/lib/client/api-error";
import { fetchJson } from "@/lib/client/fetch-json";
import { type Account, Nonce, SignIn } from "@/lib/schemas/accounts";

/** The complete sign-in text for this address, built by the server; it works once, for five minutes. */
export async function requestSignInMessage(address: string): Promise<string> {
  const { message } = await fetchJson(Nonce, "/api/v1/accounts/nonce", { method: "POST", body: { address } });
  return message;
}

export async function completeSignIn(message: string, signature: string): Promise<Account> {
  const { account } = await fetchJson(SignIn, "/api/v1/accounts/session", {
    method: "POST",
    body: { message, signature },
  });
  if (!account) throw new ApiError({ code: "unauthenticated" });
  return account;
}
