import "server-only";
import { createPublicKey, verify } from "node:crypto";

/** Checks an ed25519 signature; key and signature are hex. A malformed key is simply a wrong one. */
export function verifyWorkerKey(workerKey: string, signature: string, text: string): boolean {
  try {
    const x = Buffer.from(workerKey, "hex").toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "hex"));
  } catch {
    return false;
  }
}
