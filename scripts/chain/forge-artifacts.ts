import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Abi, Hex } from "viem";
import { nativeForge } from "./native-forge.mjs";

/** What forge wrote about one contract. */
export interface ForgeArtifact {
  abi: Abi;
  bytecode: Hex;
  /** The compiler's own account of what it compiled. */
  metadata: {
    compiler: { version: string };
    language: string;
    sources: Record<string, unknown>;
    settings: Record<string, unknown> & { compilationTarget: Record<string, string>; remappings: string[] };
  };
}

const CONTRACTS_DIR = resolve(import.meta.dirname, "../../contracts");

/**
 * Compile `contracts/src` (not the tests). A second call with nothing changed takes about a second.
 * @throws Error with forge's output when the compiler refuses.
 */
export async function buildContracts(): Promise<void> {
  const child = spawn(nativeForge(), ["build", "src", "--quiet"], {
    cwd: CONTRACTS_DIR,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  if (code !== 0) throw new Error(`forge build failed:\n${output}`);
}

/** Read one contract's artefact; `buildContracts` has to have run. */
export async function readForgeArtifact(name: string): Promise<ForgeArtifact> {
  const path = join(CONTRACTS_DIR, "out", `${name}.sol`, `${name}.json`);
  const artifact = JSON.parse(await readFile(path, "utf8")) as Omit<ForgeArtifact, "bytecode"> & {
    bytecode: { object: Hex };
  };
  return { abi: artifact.abi, bytecode: artifact.bytecode.object, metadata: artifact.metadata };
}
