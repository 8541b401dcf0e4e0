import { fetchJson } from "@/lib/client/fetch-json";
import type { Account } from "@/lib/schemas/accounts";
import { FaucetResult } from "@/lib/schemas/payments";
import type { InstanceStatus } from "@/lib/schemas/status";
import { completeSignIn, requestSignInMessage } from "./sign-in";

/**
 * Connects this browser's play-money key, signs in with it and has it funded. An empty faucet does not
 * spoil the sign-in: the credits page offers it again and names the reason.
 */
export async function signInWithBurner(status: InstanceStatus): Promise<Account> {
  const { connectBurner, signText } = await import("./wallet-runtime");
  const address = await connectBurner(status);
  const message = await requestSignInMessage(address);
  const account = await completeSignIn(message, await signText(status, address, message));
  await fetchJson(FaucetResult, "/api/v1/payments/faucet", { method: "POST", body: {} }).catch(
    () => undefined,
  );
  return account;
}
