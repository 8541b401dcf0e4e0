import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalisedTokens } from "./cluster-records";
import { splitDocument } from "./split-document";

const texts = (text: string) => splitDocument(text).map(({ start, end }) => text.slice(start, end));
const words = (count: number, word = "word") => Array.from({ length: count }, () => word).join(" ");

describe("split-1", () => {
  it("opens a piece at each heading and packs paragraphs until 512 tokens", () => {
    expect(texts("# One\n\na\n\nb\n\n# Two\n\nc")).toEqual(["# One\n\na\n\nb", "# Two\n\nc"]);
    expect(texts(`${words(300)}\n\n${words(212)}\n\n${words(1)}`)).toHaveLength(2);
  });

  it("cuts a long paragraph at sentences, and a long sentence at words", () => {
    const sentence = `${words(200)}.`;
    expect(texts(`${sentence} ${sentence} ${sentence}`).map((t) => normalisedTokens(t).length)).toEqual([
      400, 200,
    ]);
    expect(texts(words(1000)).map((t) => normalisedTokens(t).length)).toEqual([512, 488]);
  });

  it("loses nothing but space, overlaps nowhere and stays within 512 tokens", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom("\n\n", "# h\n\n", ". ", "。", words(600)));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const pieces = splitDocument(text);
        const squeezed = (value: string) => value.replace(/\s+/g, "");
        expect(squeezed(pieces.map(({ start, end }) => text.slice(start, end)).join(""))).toBe(
          squeezed(text),
        );
        for (const [i, { start, end }] of pieces.entries()) {
          expect(start).toBeGreaterThanOrEqual(pieces[i - 1]?.end ?? 0);
          const tokens = normalisedTokens(text.slice(start, end)).length;
          const oneWord = !/\s/.test(text.slice(start, end));
          expect(tokens <= 512 || oneWord).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
