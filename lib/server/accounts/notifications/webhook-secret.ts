import "server-only";
import { createHmac } from "node:crypto";
import { serverEnv } from "@/lib/env/server-env";

/** A target's own key, derived from the instance's secret and its id: nothing to store, and none opens another. */
export function webhookSecret(targetId: string): string {
  return createHmac("sha256", serverEnv().MF_BLOB_SECRET).update(`mf-webhook/1\n${targetId}`).digest("hex");
}

/** Value of `MF-Signature`: the time is signed too, so that a receiver can refuse what was recorded long ago. */
export function signWebhook(targetId: string, body: string, seconds: number): string {
  const mac = createHmac("sha256", webhookSecret(targetId)).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}
