import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordContent } from "../record-content";
import { languageShareBps } from "./language-share";
import { type QualityContext, type QualityInputs, qualityParts, qualityScore } from "./quality-score";
import { QUALITY_WEIGHTS } from "./quality-weights";
import { topicProfile, topicShareBps, WordCounter } from "./topic-profile";
import { toxicWords } from "./toxic-words";

const INPUTS: QualityInputs = {
  jaccardBps: 0,
  undecided: 0,
  kept: 0,
  severe: false,
  topicBps: null,
  languageMeasured: true,
};
const CONTEXT: QualityContext = { languages: [], toxic: new Set(), topicFifthBps: null };
const pair = (prompt: string, completion: string): RecordContent => ({
  kind: "pair",
  fields: { prompt, completion },
  meta: {},
});
const ENGLISH = "The lamp of the north light is filled with oil by the keeper before the ferry comes in.";
const GERMAN = "Die Lampe des nördlichen Leuchtfeuers wird vom Wärter gefüllt, bevor die Fähre einläuft.";
const parts = (content: RecordContent, inputs: Partial<QualityInputs> = {}, context = CONTEXT) =>
  qualityParts(content, { ...INPUTS, ...inputs }, context);

describe("parts", () => {
  it.each<[string, RecordContent, number]>([
    ["nothing wrong", pair("Who?", "The keeper."), 10_000],
    ["a replacement character", pair("Who?", "The k\uFFFDper."), 7_500],
    ["a control character", pair("Who?", "The\u0007 keeper."), 7_500],
    ["line breaks and tabs are text", pair("Who?", "The\n\tkeeper."), 10_000],
    ["mostly markup", pair("Who?", "<div><b>keeper</b></div>"), 7_500],
    ["a little markup in much text", pair("Who?", `${ENGLISH.repeat(3)} <b>x</b>`), 10_000],
    ["an open fence", pair("Code?", "```js\nlet a"), 7_500],
    ["a closed fence", pair("Code?", "```js\nlet a\n```"), 10_000],
    [
      "the last turn is a question, in an open fence",
      { kind: "chat", fields: { messages: [{ role: "user", content: "```\nlet a" }] }, meta: {} },
      5_000,
    ],
  ])("format: %s", (_, content, value) => {
    expect(parts(content).format).toBe(value);
  });

  it.each([
    [0, 10_000],
    [5_000, 10_000],
    [5_001, 9_996],
    [6_500, 5_000],
    [7_999, 3],
    [8_000, 0],
    [10_000, 0],
  ])("uniqueness at a Jaccard of %d bps", (jaccardBps, value) => {
    expect(parts(pair("a", "b"), { jaccardBps }).uniqueness).toBe(value);
  });

  it("privacy: undecided details count as nothing done, kept ones as less than none", () => {
    const value = (inputs: Partial<QualityInputs>) => parts(pair("a", "b"), inputs).privacy;
    expect([
      value({}),
      value({ kept: 2 }),
      value({ kept: 2, undecided: 1 }),
      value({ kept: 1, severe: true }),
    ]).toEqual([10_000, 6_000, 0, 0]);
  });

  it("language: the share of letters in declared languages, where it can be said", () => {
    const letters = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;
    const share = Math.floor((letters(ENGLISH) * 10_000) / (letters(ENGLISH) + letters(GERMAN)));
    expect(languageShareBps([ENGLISH, GERMAN], ["en"])).toBe(share);
    expect(languageShareBps([ENGLISH, GERMAN], ["de-AT", "en"])).toBe(10_000);
    expect(languageShareBps([ENGLISH], ["fr"])).toBe(0);
    expect(languageShareBps(["北灯每天晚上由守灯人装满油。".repeat(5)], ["zh"])).toBe(10_000);
    // A short question goes with its answer; too few letters, or nothing declared, say nothing.
    expect(languageShareBps(["Wer?", ENGLISH], ["en"])).toBe(10_000);
    expect(languageShareBps(["Who?", "Me."], ["en"])).toBeNull();
    expect(languageShareBps([ENGLISH], [])).toBeNull();
    expect(languageShareBps([ENGLISH], ["tlh"])).toBeNull();
  });

  it("richness: repetition and an answer that is the question", () => {
    expect(parts(pair("Who?", "The keeper.")).richness).toBe(10_000);
    expect(parts(pair("The keeper fills it.", "The keeper fills it. ")).richness).toBe(0);
    // 44 words, the same five shingles over and over.
    expect(parts(pair("Again?", "one two three four five ".repeat(9))).richness).toBe(
      Math.floor(60_000 / 42),
    );
  });

  it("toxicity: a listed word of a declared language, as a word", () => {
    const { words, hash } = toxicWords([]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const [bad = ""] = words;
    const value = (text: string) => parts(pair("a", text), {}, { ...CONTEXT, toxic: words }).toxicity;
    expect([value(`You ${bad}!`), value(`x${bad}x`), value(ENGLISH)]).toEqual([0, 10_000, 10_000]);
    expect(toxicWords(["it"]).words.size).toBeGreaterThan(words.size);
  });

  it("topic: the share of the accepted set's words, against what its weakest twentieth reaches", () => {
    const counter = new WordCounter();
    counter.add(["oil", "lamp", "oil"]);
    expect(counter.top()).toEqual(["oil", "lamp"]);
    const profile = topicProfile(counter.top(), [10_000, 8_000, 9_000]);
    expect(profile.fifthPercentileBps).toBe(8_000);
    const topicBps = topicShareBps(["oil", "x", "y", "lamp"], profile.words);
    const context = { ...CONTEXT, topicFifthBps: profile.fifthPercentileBps };
    expect(parts(pair("a", "b"), { topicBps }, context).topic).toBe(6_250);
    expect(parts(pair("a", "b"), { topicBps: 9_500 }, context).topic).toBe(10_000);
    expect(parts(pair("a", "b"), { topicBps: null }, context).topic).toBeNull();
  });
});

describe("score", () => {
  it("weighs what can be said, rounded down", () => {
    const all = {
      format: 7_500,
      uniqueness: 10_000,
      privacy: 0,
      language: null,
      richness: 3_333,
      toxicity: 10_000,
      topic: null,
    };
    // (30 x 7500 + 25 x 10000 + 15 x 0 + 10 x 3333 + 5 x 10000) / 85
    expect(qualityScore(all)).toBe(Math.floor((225_000 + 250_000 + 33_330 + 50_000) / 85));
    expect(Object.values(QUALITY_WEIGHTS).reduce<number>((sum, weight) => sum + weight, 0)).toBe(100);
  });

  it("is a whole number from 0 to 10,000 whatever the text", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(text, text, fc.nat(10_000), fc.nat(2), (prompt, completion, jaccardBps, undecided) => {
        const found = parts(
          pair(prompt, completion),
          { jaccardBps, undecided },
          { ...CONTEXT, languages: ["en", "ja"] },
        );
        const score = qualityScore(found);
        return [score, ...Object.values(found)].every(
          (value) => value === null || (Number.isInteger(value) && value >= 0 && value <= 10_000),
        );
      }),
    );
  });
});
