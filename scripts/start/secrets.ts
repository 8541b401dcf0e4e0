import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { english, generateMnemonic } from "viem/accounts";

export type Secrets = {
  instanceId: string;
  engineToken: string;
  linksToken: string;
  blobSecret: string;
  workerCode: string;
  databasePassword: string;
};

const secret = () => randomBytes(32).toString("base64url");

/** One random mnemonic and the instance's own tokens, made at the first start, readable by the owner only. */
export function ensureSecrets(stateDir: string): { secrets: Secrets; mnemonic: string } {
  const folder = join(stateDir, "keys");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "instance.json");
  if (!existsSync(file)) {
    const made: Secrets = {
      instanceId: randomUUID(),
      engineToken: secret(),
      linksToken: secret(),
      blobSecret: secret(),
      workerCode: secret(),
      databasePassword: secret(),
    };
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  }
  const mnemonicFile = join(folder, "mnemonic");
  if (!existsSync(mnemonicFile))
    writeFileSync(mnemonicFile, `${generateMnemonic(english)}\n`, { mode: 0o600 });
  return {
    secrets: JSON.parse(readFileSync(file, "utf8")) as Secrets,
    mnemonic: readFileSync(mnemonicFile, "utf8").trim(),
  };
}
