import { expect, test } from "vitest";
import { normalisedTokens, shinglesOf } from "./cluster-records";
import { bandKeys, jaccard } from "./minhash";
import { NearCopySearch } from "./near-copies";

/** Words of an invented language from a small generator, so that runs are the same everywhere. */
function texts(count: number, words: number, seed: number): string[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: words }, () => `w${Math.floor(random() * 4000)}`).join(" "),
  );
}

const shingles = (text: string) => shinglesOf(normalisedTokens(text));

/** Changes one word: of 60 words' 56 shingles 5 go and 5 come. */
const nearCopy = (text: string, at: number) => {
  const words = text.split(" ");
  words[at % words.length] = "changed";
  return words.join(" ");
};

test("finds planted near copies among many others, and no stranger", () => {
  const older = texts(3_000, 60, 1);
  const planted = older.slice(0, 200).map(nearCopy);
  const fresh = [...planted, ...texts(300, 60, 99)];
  const search = new NearCopySearch<number>(fresh.map((text) => bandKeys(shingles(text))));
  older.forEach((text, id) => {
    search.offer(id, bandKeys(shingles(text)));
  });
  const confirmed = search
    .result()
    .map((list, i) =>
      list.filter(({ id }) => jaccard(shingles(fresh[i] as string), shingles(older[id] as string)) >= 0.8),
    );
  const found = confirmed.slice(0, 200).filter((list, i) => list.some(({ id }) => id === i));
  expect(found.length).toBeGreaterThanOrEqual(199);
  expect(confirmed.slice(200).flat()).toEqual([]);
});

test("a later new record may copy an earlier new one, never the other way round", () => {
  const [first = ""] = texts(1, 60, 7);
  const fresh = [first, nearCopy(first, 30)];
  const search = new NearCopySearch<string>(fresh.map((text) => bandKeys(shingles(text))));
  search.offerFresh((index) => `new ${index}`);
  expect(search.result().map((list) => list.map(({ id }) => id))).toEqual([[], ["new 0"]]);
});

test("boilerplate that a thousand records share is bounded", () => {
  const same = bandKeys(shingles("please see the section above for the answer to this"));
  const search = new NearCopySearch<number>(Array.from({ length: 5_000 }, () => same));
  for (let id = 0; id < 300; id++) search.offer(id, same);
  const result = search.result();
  expect(Math.max(...result.map((list) => list.length))).toBe(64);
  expect(result.filter((list) => list.length > 0)).toHaveLength(1_024);
});
