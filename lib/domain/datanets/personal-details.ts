import { english } from "viem/accounts";
import type { PersonalDetailKind } from "@/lib/schemas/contributions";

/**
 * Possible personal details in a text, by pattern and, where the format has one, by checksum. A finding asks a person to
 * look; its absence promises nothing.
 */
export type PersonalDetail = {
  kind: PersonalDetailKind;
  /** Half-open range of UTF-16 code units. */
  start: number;
  end: number;
};

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** ISO 13616: letters count from 10, the first four characters go last, the number is 1 modulo 97. */
function passesIban(text: string): boolean {
  const iban = text.replaceAll(/\s/g, "").toUpperCase();
  if (iban.length < 15 || iban.length > 34) return false;
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4))
    rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97;
  return rest === 1;
}

const isPublicAddress = (text: string) => {
  const parts = text.split(".").map(Number);
  const [a = 0, b = 0] = parts;
  if (parts.some((part) => part > 255)) return false;
  const isLocal =
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 192 && b === 168) ||
    (a === 172 && b >= 16 && b < 32) ||
    a >= 224;
  return !isLocal;
};

/** What a text holds at all, learnt in one pass: most texts need few of the patterns. */
type Traits = { digits: number; at: boolean; dots: boolean };
type Rule = {
  kind: PersonalDetailKind;
  pattern: RegExp;
  /** Cheap and never wrong when it says no. */
  possible: (text: string, traits: Traits) => boolean;
  holds?: (text: string) => boolean;
};

const digitsOf = (text: string) => text.replaceAll(/\D/g, "");
const KEY_MARKS = ["sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "AKIA", "xox", "AIza", "hf_", "eyJ"];

// Earlier rules win where two match the same place. Every repetition is bounded: the texts are strangers'.
const RULES: Rule[] = [
  {
    kind: "private_key",
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
    possible: (text) => text.includes("PRIVATE KEY-----"),
  },
  {
    kind: "login_url",
    possible: (text, { at }) => at && text.includes("://"),
    pattern: /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{1,64}:[^\s/@]{1,128}@[^\s/]{1,253}/gi,
  },
  {
    kind: "api_key",
    possible: (text) => KEY_MARKS.some((mark) => text.includes(mark)),
    pattern:
      /\b(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}|hf_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g,
  },
  {
    kind: "email",
    pattern: /\b[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi,
    possible: (_, { at, dots }) => at && dots,
  },
  {
    kind: "iban",
    possible: (text, { digits }) => digits >= 2 && /[A-Z]{2}\d{2}/.test(text),
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
    holds: passesIban,
  },
  {
    kind: "card",
    possible: (_, { digits }) => digits >= 13,
    pattern: /\b\d(?:[ -]?\d){12,18}\b/g,
    holds: (text) => /^[2-6]/.test(text) && passesLuhn(digitsOf(text)),
  },
  {
    kind: "phone",
    possible: (_, { digits }) => digits >= 8,
    pattern: /(?<![\w+.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\w.])/g,
    // Without a country code only the grouping of at least nine digits looks like a number to call.
    holds: (text) => {
      const digits = digitsOf(text).length;
      return digits <= 15 && digits >= (text.startsWith("+") ? 8 : 9) && !/^\d{4}-\d{2}-\d{2}/.test(text);
    },
  },
  {
    kind: "ip_address",
    pattern: /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
    possible: (_, { digits, dots }) => dots && digits >= 4,
    holds: isPublicAddress,
  },
];

const PHRASE_LENGTHS = [24, 12];
let wordList: ReadonlySet<string> | undefined;

const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** Twelve or twenty-four BIP 39 words in a row, and the text's traits: every character is looked at once. */
function scan(text: string): { found: PersonalDetail[]; traits: Traits } {
  wordList ??= new Set(english);
  const found: PersonalDetail[] = [];
  const traits: Traits = { digits: 0, at: false, dots: false };
  let row: { start: number; end: number }[] = [];
  const endRow = () => {
    const length = PHRASE_LENGTHS.find((wanted) => row.length >= wanted) ?? 0;
    const [first, last] = [row[0], row[length - 1]];
    if (first && last) found.push({ kind: "seed_phrase", start: first.start, end: last.end });
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isLetter(code)) {
      if (code >= 48 && code <= 57) traits.digits += 1;
      else if (code === 64) traits.at = true;
      else if (code === 46) traits.dots = true;
      continue;
    }
    const start = at;
    while (at + 1 < text.length && isLetter(text.charCodeAt(at + 1))) at += 1;
    // Every word of the list has three to eight letters.
    const length = at + 1 - start;
    if (length >= 3 && length <= 8 && wordList.has(text.slice(start, at + 1).toLowerCase()))
      row.push({ start, end: at + 1 });
    else if (row.length > 0) endRow();
  }
  endRow();
  return { found, traits };
}

/** Findings in order of place, none inside another. */
export function findPersonalDetails(text: string): PersonalDetail[] {
  const { found, traits } = scan(text);
  for (const { kind, pattern, possible, holds } of RULES) {
    if (!possible(text, traits)) continue;
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (holds && !holds(match[0])) continue;
      if (found.some((other) => start < other.end && other.start < end)) continue;
      found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
