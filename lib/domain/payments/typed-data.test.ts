import { readFileSync } from "node:fs";
import { type Hex, keccak256, toBytes } from "viem";
import { describe, expect, it } from "vitest";
import { type SignedType, typeString } from "./typed-data";

/** Written by `forge test` from the contracts' own constants. */
const fromSolidity = JSON.parse(readFileSync("contracts/test/vectors/from-solidity.json", "utf8")) as {
  typeHashes: Record<SignedType, Hex>;
};

describe("typed data", () => {
  it.each(Object.entries(fromSolidity.typeHashes))("%s has the type hash of the contracts", (type, hash) => {
    expect(keccak256(toBytes(typeString(type as SignedType)))).toBe(hash);
  });
});
