import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Address, LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { serverEnv } from "@/lib/env/server-env";
import { chainId } from "./chain-id";
import { localRoleAccount, type Role } from "./local-keys";

const LOCAL_CHAIN_ID = 31337;

/** Roles whose keys move or judge money; each needs a key of its own. */
const MONEY_ROLES = ["operator", "relayer", "evaluator"] as const satisfies readonly Role[];

let mnemonic: Promise<string> | undefined;

/** Where the local chain's one mnemonic lies inside the state folder (mode 0600). */
export function localMnemonicPath(stateDir: string): string {
  return join(stateDir, "keys", "mnemonic");
}

/**
 * The account of a role: derived from the instance's mnemonic on the local chain, elsewhere the key in the
 * environment variable MF_KEY_<ROLE>.
 * @throws Error naming the file or variable that is missing.
 */
export async function roleAccount(role: Role): Promise<LocalAccount> {
  if ((await chainId()) === LOCAL_CHAIN_ID) {
    mnemonic ??= readFile(localMnemonicPath(serverEnv().stateDir), "utf8");
    return localRoleAccount((await mnemonic).trim(), role);
  }
  const variable = `MF_KEY_${role.replace(/([A-Z])/g, "_$1").toUpperCase()}`;
  const key = process.env[variable];
  if (!key || !/^0x[0-9a-fA-F]{64}$/.test(key)) {
    throw new Error(`${variable} is missing: outside the local chain every role has its own key.`);
  }
  return privateKeyToAccount(key as `0x${string}`);
}

export async function roleAddress(role: Role): Promise<Address> {
  return (await roleAccount(role)).address;
}

/** @throws Error naming two money roles that share a key; the instance must not start so. */
export async function assertDistinctMoneyKeys(): Promise<void> {
  const owners = new Map<Address, Role>();
  for (const role of MONEY_ROLES) {
    const address = await roleAddress(role);
    const other = owners.get(address);
    if (other) throw new Error(`The roles ${other} and ${role} share the key ${address}; give each its own.`);
    owners.set(address, role);
  }
}
