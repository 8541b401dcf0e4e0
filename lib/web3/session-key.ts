import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { z } from "zod";
import { readFrom, STORES, writeTo } from "./open-database";

/**
 * The spending session's own key. secp256k1 is unknown to WebCrypto, so the key is a random number that
 * lies AES-GCM-wrapped under a non-extractable WebCrypto key in IndexedDB. It is stored before its grant
 * is signed and is never sent anywhere. What bounds a stolen page is the session's cap and expiry.
 */

export type SessionKeyName = { chainId: number; meter: string; wallet: string; sessionId: string };
export type NewSessionKey = { privateKey: `0x${string}`; signer: `0x${string}` };

const WrappedKey = z.object({
  iv: z.instanceof(Uint8Array),
  bytes: z.instanceof(ArrayBuffer),
  signer: z.string(),
});

const PrivateKey = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]);

export class SessionKeyMissing extends Error {
  constructor() {
    super("This browser holds no key for the spending session");
    this.name = "SessionKeyMissing";
  }
}

/** Lower case, so that a checksummed and a plain address name the same key. */
export const sessionKeyId = ({ chainId, meter, wallet, sessionId }: SessionKeyName): string =>
  `${chainId}:${meter}:${wallet}:${sessionId}`.toLowerCase();

/** Made in memory; nothing may be signed for it until `storeSessionKey` has resolved. */
export function makeSessionKey(): NewSessionKey {
  const privateKey = generatePrivateKey();
  return { privateKey, signer: privateKeyToAddress(privateKey) };
}

export async function storeSessionKey(name: SessionKeyName, key: NewSessionKey): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: encode(sessionKeyId(name)) },
    await getWrappingKey(),
    encode(key.privateKey),
  );
  await writeTo(STORES.sessionKeys, sessionKeyId(name), { iv, bytes, signer: key.signer });
}

export async function hasSessionKey(name: SessionKeyName): Promise<boolean> {
  return WrappedKey.safeParse(await readFrom(STORES.sessionKeys, sessionKeyId(name))).success;
}

/**
 * Unwraps the key for the length of one task, under a Web Lock: two tabs never sign the same `seq`.
 */
export async function withSessionKey<T>(
  name: SessionKeyName,
  task: (privateKey: `0x${string}`) => Promise<T>,
): Promise<T> {
  return await navigator.locks.request(`mf-session:${sessionKeyId(name)}`, async () => {
    const stored = WrappedKey.safeParse(await readFrom(STORES.sessionKeys, sessionKeyId(name)));
    if (!stored.success) throw new SessionKeyMissing();
    const plain = await crypto.subtle.decrypt(
      {
        name: "AES-GCM",
        iv: new Uint8Array(stored.data.iv),
        additionalData: encode(sessionKeyId(name)),
      },
      await getWrappingKey(),
      stored.data.bytes,
    );
    return task(PrivateKey.parse(new TextDecoder().decode(plain)));
  });
}

async function getWrappingKey(): Promise<CryptoKey> {
  const found = await readFrom(STORES.wrappingKeys, "current");
  if (found instanceof CryptoKey) return found;
  return await navigator.locks.request("mf-wrapping-key", async () => {
    const made = await readFrom(STORES.wrappingKeys, "current");
    if (made instanceof CryptoKey) return made;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    await writeTo(STORES.wrappingKeys, "current", key);
    return key;
  });
}

const encode = (text: string) => new TextEncoder().encode(text);
