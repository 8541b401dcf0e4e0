/**
 * The burner wallet's key. It lies readable in this browser's storage on purpose: it exists on the local
 * chain only, holds play money, and its owner may export it. Never created for another chain.
 */
export const LOCAL_CHAIN_ID = 31337;

const KEY = `mf-burner-${LOCAL_CHAIN_ID}`;
const HEX_KEY = /^0x[0-9a-f]{64}$/;

export type BurnerKey = `0x${string}`;

const isKey = (value: string | null): value is BurnerKey => value !== null && HEX_KEY.test(value);

export function findBurnerKey(): BurnerKey | null {
  const stored = window.localStorage.getItem(KEY);
  return isKey(stored) ? stored : null;
}

export function getOrCreateBurnerKey(): BurnerKey {
  const found = findBurnerKey();
  if (found) return found;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const key: BurnerKey = `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  window.localStorage.setItem(KEY, key);
  return key;
}

/** Replaces the key, for example by one of the demo people's. Returns false when it is not a private key. */
export function importBurnerKey(text: string): boolean {
  const value = text.trim().toLowerCase();
  const key = value.startsWith("0x") ? value : `0x${value}`;
  if (!isKey(key)) return false;
  window.localStorage.setItem(KEY, key);
  return true;
}

export function forgetBurnerKey() {
  window.localStorage.removeItem(KEY);
}
