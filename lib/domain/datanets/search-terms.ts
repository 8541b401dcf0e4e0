import { normalisedTokens } from "./cluster-records";

const CJK = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/**
 * Index terms of a text: its words, and for scripts without spaces each character and each pair of neighbours, so that
 * a search for two characters finds them side by side.
 */
export function searchTerms(text: string): string[] {
  const tokens = normalisedTokens(text);
  const pairs = tokens.flatMap((token, i) => {
    const next = tokens[i + 1];
    return next && CJK.test(token) && CJK.test(next) ? [token + next] : [];
  });
  return [...tokens, ...pairs];
}

/** What a row must hold to match a query: all words; of a CJK run its pairs, or the character when it stands alone. */
export function queryTerms(query: string): string[] {
  const tokens = normalisedTokens(query);
  const terms = tokens.flatMap((token, i) => {
    if (!CJK.test(token)) return [token];
    const [before, next] = [tokens[i - 1], tokens[i + 1]];
    if (next && CJK.test(next)) return [token + next];
    return before && CJK.test(before) ? [] : [token];
  });
  return [...new Set(terms)];
}
