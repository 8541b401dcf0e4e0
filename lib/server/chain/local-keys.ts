import "server-only";
import type { HDAccount } from "viem/accounts";
import { mnemonicToAccount } from "viem/accounts";

/**
 * Roles of an instance on the local chain and the index of each under the instance's mnemonic. The order is stored
 * state: an index, once given, is never given to another role.
 */
export const LOCAL_ROLE_INDEX = {
  deployer: 0,
  treasury: 1,
  provider: 2,
  operator: 3,
  relayer: 4,
  evaluator: 5,
  feeWallet: 6,
  binder: 7,
  faucet: 8,
  worker: 9,
  governance: 10,
} as const;

export type Role = keyof typeof LOCAL_ROLE_INDEX;

/** Demo people start here, well above the roles. */
const FIRST_DEMO_INDEX = 100;

/** Account of a role, path m/44'/60'/0'/0/index. */
export function localRoleAccount(mnemonic: string, role: Role): HDAccount {
  return mnemonicToAccount(mnemonic, { addressIndex: LOCAL_ROLE_INDEX[role] });
}

/** Account of demo person `number` (0, 1, …): play money only. */
export function localDemoAccount(mnemonic: string, number: number): HDAccount {
  return mnemonicToAccount(mnemonic, { addressIndex: FIRST_DEMO_INDEX + number });
}
