import "server-only";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import { isPublicAddress } from "@/lib/server/datanets/uploads/is-public-address";

export type Resolve = (host: string) => Promise<string[]>;

const resolveName: Resolve = async (host) =>
  (await lookup(host, { all: true }).catch(() => [])).map((found) => found.address);

const refuse = (what: string) => new AppError("invalid_input", what, { reason: "address_refused" });

/**
 * The URL of a webhook and the address to connect to, checked anew before every message: a name may point elsewhere by
 * then. Public https on its usual port, or a host that the operator allowed.
 * @throws AppError invalid_input / address_refused
 */
export async function webhookAddress(
  text: string,
  resolve: Resolve = resolveName,
): Promise<{ url: URL; address: string }> {
  if (!URL.canParse(text)) throw refuse("This is no address. Give one that starts with https://.");
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw refuse("Webhooks go to addresses that start with https://.");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const [address, ...others] = isIP(host) ? [host] : await resolve(host);
  if (url.username || url.password) throw refuse("Take name and password out of the address.");
  if (address === undefined) throw refuse(`"${host}" has no address. Is it written right?`);
  const allowed = serverEnv()
    .WEBHOOK_ALLOW_HOSTS.split(",")
    .map((one) => one.trim());
  if (allowed.includes(url.host)) return { url, address };
  if (url.protocol !== "https:" || url.port !== "")
    throw refuse("Webhooks go to https addresses on their usual port.");
  if (![address, ...others].every(isPublicAddress))
    throw refuse(`"${host}" is not a public address, so nothing is sent there.`);
  return { url, address };
}
