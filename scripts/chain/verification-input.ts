import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Abi, encodeAbiParameters, type Hex } from "viem";
import { readForgeArtifact } from "./forge-artifacts";

/**
 * What a block explorer asks for to show a contract's sources as verified: the compiler's standard JSON input with
 * exactly the files of that contract, and the encoded constructor arguments. Kept beside the address book, so that it
 * can be handed in long after the working tree has moved on.
 */
export interface VerificationInput {
  /** File and contract, e.g. `src/payments/PolicyBook.sol:PolicyBook`. */
  target: string;
  compiler: string;
  constructorArguments: Hex;
  standardJson: {
    language: string;
    sources: Record<string, { content: string }>;
    settings: Record<string, unknown>;
  };
}

const CONTRACTS_DIR = resolve(import.meta.dirname, "../../contracts");
/** How forge names library files here; explorers refuse names that climb out of their folder. */
const LIBRARIES = "../node_modules/";

/**
 * @param args the constructor's arguments
 * @throws Error when the contract was not compiled
 */
export async function verificationInputOf(
  name: string,
  args: readonly unknown[],
): Promise<VerificationInput> {
  const { abi, metadata } = await readForgeArtifact(name);
  const { compilationTarget, remappings, ...settings } = metadata.settings;
  const sources: Record<string, { content: string }> = {};
  for (const path of Object.keys(metadata.sources)) {
    const content = await readFile(resolve(CONTRACTS_DIR, path), "utf8");
    sources[path.replace(LIBRARIES, "")] = { content };
  }
  const [[file, contract] = []] = Object.entries(compilationTarget);
  return {
    target: `${file}:${contract}`,
    compiler: metadata.compiler.version,
    constructorArguments: encodeConstructor(abi, args),
    standardJson: {
      language: metadata.language,
      sources,
      settings: {
        ...settings,
        outputSelection: { "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode"] } },
      },
    },
  };
}

function encodeConstructor(abi: Abi, args: readonly unknown[]): Hex {
  const inputs = abi.find((item) => item.type === "constructor")?.inputs ?? [];
  return encodeAbiParameters(inputs, args as never);
}

/** Writes `<Name>.input.json` for the explorer's form and `index.json` with what else the form asks. */
export async function writeVerificationInputs(
  folder: string,
  contracts: Readonly<Record<string, { args: readonly unknown[] }>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const index: Record<string, unknown> = {};
  for (const [name, { args }] of Object.entries(contracts)) {
    const { standardJson, ...rest } = await verificationInputOf(name, args);
    const input = `${name}.input.json`;
    await writeFile(join(folder, input), `${JSON.stringify(standardJson)}\n`);
    index[name] = { ...rest, input };
  }
  await writeFile(join(folder, "index.json"), `${JSON.stringify(index, null, 2)}\n`);
}
