import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { buildContracts, readForgeArtifact } from "./forge-artifacts";
import { verificationInputOf } from "./verification-input";

const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };

/** The compiler as an explorer runs it: nothing but what was handed in. */
function compile(input: object): { contracts: Record<string, Record<string, Compiled>> } {
  return JSON.parse(solc.compile(JSON.stringify(input)));
}
interface Compiled {
  evm: { bytecode: { object: string } };
}

describe("the input kept for source verification", () => {
  it("compiles to the very code that is deployed", async () => {
    await buildContracts();
    const token = "0x00000000000000000000000000000000000000a1";
    const kept = await verificationInputOf("RoyaltyLedger", [token, token, token]);
    const [file = "", contract = ""] = kept.target.split(":");
    const { contracts } = compile(kept.standardJson);
    const { bytecode } = await readForgeArtifact("RoyaltyLedger");
    expect(`0x${contracts[file]?.[contract]?.evm.bytecode.object}`).toBe(bytecode);
    expect(kept.constructorArguments).toBe(`0x${token.slice(2).padStart(64, "0").repeat(3)}`);
    expect(Object.keys(kept.standardJson.sources).filter((path) => path.includes(".."))).toEqual([]);
  }, 120_000);
});
