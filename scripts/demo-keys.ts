/** Prints the demo people's play-money keys. They exist on the local chain only. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { toHex } from "viem";
import { DEMO_PEOPLE, demoAccount } from "./seed/demo-people";

const file = join(resolve(process.env.MF_STATE_DIR ?? ".modelfactory"), "keys", "mnemonic");
try {
  const mnemonic = readFileSync(file, "utf8").trim();
  console.log(
    "Play money of this instance's local chain. Never send anything of value to these addresses.\n",
  );
  for (const name of DEMO_PEOPLE) {
    const account = demoAccount(mnemonic, name);
    const key = account.getHdKey().privateKey;
    console.log(`${name.padEnd(6)} ${account.address}  ${key ? toHex(key) : ""}`);
  }
} catch {
  console.error(`There is no local instance at ${file}. Start one with: npm start`);
  process.exit(1);
}
