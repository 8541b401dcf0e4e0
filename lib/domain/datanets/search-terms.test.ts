import { expect, test } from "vitest";
import { queryTerms, searchTerms } from "./search-terms";

test("words match whatever their case, width and accents' composition", () => {
  expect(searchTerms("Café ＡＢＣ, no. 7")).toEqual(["café", "abc", "no", "7"]);
  expect(queryTerms("CAFÉ café")).toEqual(["café"]);
});

test("a run without spaces is found by any two neighbours", () => {
  const terms = new Set(searchTerms("数据贡献者"));
  for (const query of ["数", "贡献", "数据贡", "贡献者"])
    expect(queryTerms(query).every((term) => terms.has(term))).toBe(true);
  expect(queryTerms("献贡").every((term) => terms.has(term))).toBe(false);
});

test("a query of signs asks for nothing", () => {
  expect(queryTerms(' "*() ')).toEqual([]);
});
