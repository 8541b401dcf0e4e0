import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Address, LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { serverEnv } from "@/lib/env/server-env";
import { localRoleAccount, type Role } from "./local-keys";

const accounts = new Map<Role, LocalAccount>();

/**
 * The key of a role: from MF_KEY_<ROLE> where set (every real chain), else from the instance's own mnemonic,
 * which exists on the local chain only.
 */
export function roleAccount(role: Role): LocalAccount {
  const known = accounts.get(role);
  if (known) return known;
  const fromEnv = process.env[`MF_KEY_${role.replace(/([A-Z])/g, "_$1").toUpperCase()}`];
  const account = fromEnv
    ? privateKeyToAccount(fromEnv as `0x${string}`)
    : localRoleAccount(readFileSync(join(serverEnv().stateDir, "keys", "mnemonic"), "utf8").trim(), role);
  accounts.set(role, account);
  return account;
}

export function roleAddress(role: Role): Address {
  return roleAccount(role).address;
}
