import "server-only";
import ipaddr from "ipaddr.js";

/**
 * True for addresses of the public internet only: not this machine, not its networks, not the address under which
 * clouds give out keys, and not an IPv4 address of those kinds dressed as IPv6 (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  // Every dressed form has a range of its own; only plain unicast is public.
  return parsed.range() === "unicast";
}
