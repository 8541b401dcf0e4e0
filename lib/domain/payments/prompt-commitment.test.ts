import { concat, keccak256, sha256, toBytes, zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import { promptCommitment } from "./prompt-commitment";

describe("promptCommitment", () => {
  it("commits to the canonical JSON of role and content", () => {
    const text = '[{"content":"What is OPEN?","role":"user"}]';
    const expected = keccak256(concat([zeroHash, sha256(toBytes(text))]));
    expect(promptCommitment(zeroHash, [{ role: "user", content: "What is OPEN?" }])).toBe(expected);
  });

  it("is the same for a composed and a decomposed letter", () => {
    const composed = [{ role: "user", content: "caf\u00e9" }];
    const decomposed = [{ role: "user", content: "cafe\u0301" }];
    expect(promptCommitment(zeroHash, decomposed)).toBe(promptCommitment(zeroHash, composed));
  });

  it("changes with salt, role and order", () => {
    const a = { role: "user", content: "a" };
    const b = { role: "assistant", content: "b" };
    const base = promptCommitment(zeroHash, [a, b]);
    expect(promptCommitment(keccak256("0x01"), [a, b])).not.toBe(base);
    expect(promptCommitment(zeroHash, [b, a])).not.toBe(base);
    expect(promptCommitment(zeroHash, [{ ...a, role: "system" }, b])).not.toBe(base);
  });
});
