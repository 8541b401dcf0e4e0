import "server-only";
import { lookup } from "node:dns/promises";
import { request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { importAddress } from "@/lib/domain/datanets/import-address";
import { AppError } from "@/lib/errors/app-error";
import { isPublicAddress } from "./is-public-address";

const REDIRECTS = 3;
const ANSWER_MS = 20_000;

export type Opened = {
  status: number;
  location: string | null;
  /** Announced length, null when it is not. */
  bytes: number | null;
  body: Readable;
  close: () => void;
};
export type Network = {
  resolve: (host: string) => Promise<string[]>;
  /** Connects to this address, whatever the name says by now. */
  connect: (url: URL, address: string) => Promise<Opened>;
};

function connect(url: URL, address: string): Promise<Opened> {
  const family = isIP(address);
  const pinned: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: "GET",
      lookup: pinned,
      agent: false,
      timeout: ANSWER_MS,
      headers: { accept: "*/*", "accept-encoding": "identity", "user-agent": "ModelFactory" },
    });
    call.on("timeout", () => call.destroy(new Error("no answer in time")));
    call.on("error", reject);
    call.on("response", (response) =>
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location ?? null,
        bytes: response.headers["content-length"] ? Number(response.headers["content-length"]) : null,
        body: response,
        close: () => call.destroy(),
      }),
    );
    call.end();
  });
}

const INTERNET: Network = {
  resolve: async (host) => (await lookup(host, { all: true }).catch(() => [])).map((found) => found.address),
  connect,
};

/** The address to connect to; every address of a name has to be public. @throws AppError invalid_input */
async function publicAddressOf(url: URL, network: Network): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) ? [host] : await network.resolve(host);
  const [first] = addresses;
  if (first === undefined)
    throw new AppError("invalid_input", `"${host}" has no address. Is it written right?`, {
      reason: "address_refused",
    });
  if (!addresses.every(isPublicAddress))
    throw new AppError("invalid_input", `"${host}" is not a public address. Upload the file instead.`, {
      reason: "address_refused",
    });
  return first;
}

/**
 * Opens an https address of the public internet. Names are resolved once and the connection goes to what was checked,
 * after each redirect again; no cookie and no credential is ever sent.
 * @throws AppError invalid_input / address_refused, upstream_unavailable
 */
export async function openGuarded(start: URL, network: Network = INTERNET): Promise<Opened> {
  let url = start;
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const address = await publicAddressOf(url, network);
    const opened = await network.connect(url, address).catch((cause) => {
      throw new AppError(
        "upstream_unavailable",
        `"${url.hostname}" does not answer. Try again, or upload the file.`,
        {
          cause,
        },
      );
    });
    if (opened.status < 300 || opened.status >= 400 || opened.location === null) return opened;
    opened.close();
    url = importAddress(new URL(opened.location, url).href);
  }
  throw new AppError(
    "invalid_input",
    `"${start.hostname}" sends on more than ${REDIRECTS} times. Give the file's own address.`,
    {
      reason: "address_refused",
    },
  );
}
