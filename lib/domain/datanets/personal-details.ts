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

type Rule = { kind: PersonalDetailKind; pattern: RegExp; holds?: (text: string) => boolean };

const digitsOf = (text: string) => text.replaceAll(/\D/g, "");

// Earlier rules win where two match the same place. Every repetition is bounded: the texts are strangers'.
const RULES: Rule[] = [
  { kind: "private_key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
  {
    kind: "login_url",
    pattern: /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{1,64}:[^\s/@]{1,128}@[^\s/]{1,253}/gi,
  },
  {
    kind: "api_key",
    pattern:
      /\b(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}|hf_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g,
  },
  { kind: "email", pattern: /\b[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi },
  {
    kind: "iban",
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
    holds: passesIban,
  },
  {
    kind: "card",
    pattern: /\b\d(?:[ -]?\d){12,18}\b/g,
    holds: (text) => /^[2-6]/.test(text) && passesLuhn(digitsOf(text)),
  },
  {
    kind: "phone",
    pattern: /(?<![\w+.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\w.])/g,
    // Without a country code only the grouping of at least nine digits looks like a number to call.
    holds: (text) => {
      const digits = digitsOf(text).length;
      return digits <= 15 && digits >= (text.startsWith("+") ? 8 : 9) && !/^\d{4}-\d{2}-\d{2}/.test(text);
    },
  },
  { kind: "ip_address", pattern: /\b\d{1,3}(?:\.\d{1,3}){3}\b/g, holds: isPublicAddress },
];

const PHRASE_LENGTHS = [24, 12];
let wordList: ReadonlySet<string> | undefined;

/** Twelve or twenty-four BIP 39 words in a row. */
function findSeedPhrases(text: string): PersonalDetail[] {
  wordList ??= new Set(english);
  const words = [...text.matchAll(/[a-z]+/gi)];
  const found: PersonalDetail[] = [];
  for (let at = 0; at < words.length; ) {
    let length = 0;
    while (wordList.has(words[at + length]?.[0].toLowerCase() ?? "")) length += 1;
    const phrase = PHRASE_LENGTHS.find((wanted) => length >= wanted);
    const [first, last] = [words[at], words[at + (phrase ?? 1) - 1]];
    if (phrase && first && last)
      found.push({ kind: "seed_phrase", start: first.index, end: last.index + last[0].length });
    at += Math.max(1, length);
  }
  return found;
}

/** Findings in order of place, none inside another. */
export function findPersonalDetails(text: string): PersonalDetail[] {
  const found = findSeedPhrases(text);
  for (const { kind, pattern, holds } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (holds && !holds(match[0])) continue;
      if (found.some((other) => start < other.end && other.start < end)) continue;
      found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
