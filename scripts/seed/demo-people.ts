import type { HDAccount } from "viem/accounts";
import { localDemoAccount } from "@/lib/server/chain/local-keys";

/** Play-money people of a local instance, in the order of their keys. The first owns the handbook and its model. */
export const DEMO_PEOPLE = ["ana", "bo", "chidi", "dana"] as const;
export type DemoName = (typeof DEMO_PEOPLE)[number];

export function demoAccount(mnemonic: string, name: DemoName): HDAccount {
  return localDemoAccount(mnemonic, DEMO_PEOPLE.indexOf(name));
}
