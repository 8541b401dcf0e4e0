/**
 * Path of the forge binary itself. `node_modules/.bin/forge` is a wrapper that ends with status 0 whatever its child
 * ended with (seen with @foundry-rs/forge 1.7.1: a failing test, a compiler error and `fmt --check` all gave 0), so no
 * gate may rest on it.
 */
import { createRequire } from "node:module";

/** @throws Error when no binary of this platform is installed. */
export function nativeForge() {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const name = process.platform === "win32" ? "forge.exe" : "forge";
  return createRequire(import.meta.url).resolve(`@foundry-rs/forge-${process.platform}-${arch}/bin/${name}`);
}
