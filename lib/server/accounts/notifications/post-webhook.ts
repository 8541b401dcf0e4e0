import "server-only";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { ANSWER_MS } from "./tunables";
import { type Resolve, webhookAddress } from "./webhook-address";
import { signWebhook } from "./webhook-secret";

/**
 * Sends one signed message. The connection goes to the address that was checked; redirects are not followed and the
 * answer's body is not read.
 * @throws Error with a sentence when it was not answered with 2xx
 */
export async function postWebhook(
  target: { id: string; address: string },
  delivery: { id: string; body: string },
  resolve?: Resolve,
): Promise<void> {
  const { url, address } = await webhookAddress(target.address, resolve);
  const family = isIP(address);
  const pinned: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
  const request = url.protocol === "http:" ? requestHttp : requestHttps;
  const status = await new Promise<number>((done, fail) => {
    const call = request(url, {
      method: "POST",
      lookup: pinned,
      agent: false,
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(delivery.body),
        "user-agent": "ModelFactory",
        "mf-delivery": delivery.id,
        "mf-signature": signWebhook(target.id, delivery.body, Math.floor(Date.now() / 1000)),
      },
    });
    call.on("error", fail);
    call.on("response", (response) => {
      done(response.statusCode ?? 0);
      call.destroy();
    });
    call.end(delivery.body);
  });
  if (status < 200 || status > 299) throw new Error(`"${url.host}" answered ${status}.`);
}
