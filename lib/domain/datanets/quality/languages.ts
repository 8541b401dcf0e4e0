/**
 * Languages that a Datanet can declare: BCP 47 tags, each with the ISO 639-3 codes that `franc` gives for texts in it.
 * Only languages that trigrams tell apart from their neighbours are here.
 */
export const LANGUAGES = {
  ar: ["arb"],
  bg: ["bul"],
  bn: ["ben"],
  ca: ["cat"],
  cs: ["ces"],
  da: ["dan"],
  de: ["deu"],
  el: ["ell"],
  en: ["eng"],
  es: ["spa"],
  et: ["ekk"],
  fa: ["pes"],
  fi: ["fin"],
  fr: ["fra"],
  gu: ["guj"],
  ha: ["hau"],
  he: ["heb"],
  hi: ["hin"],
  hr: ["hrv", "bos", "srp"],
  hu: ["hun"],
  hy: ["hye"],
  id: ["ind", "zlm"],
  it: ["ita"],
  ja: ["jpn"],
  ka: ["kat"],
  kk: ["kaz"],
  km: ["khm"],
  kn: ["kan"],
  ko: ["kor"],
  lt: ["lit"],
  lv: ["lvs"],
  ml: ["mal"],
  mr: ["mar"],
  ms: ["zlm", "ind"],
  my: ["mya"],
  nb: ["nob", "nno", "dan"],
  ne: ["nep"],
  nl: ["nld"],
  pa: ["pan"],
  pl: ["pol"],
  pt: ["por"],
  ro: ["ron"],
  ru: ["rus"],
  si: ["sin"],
  sk: ["slk"],
  sl: ["slv"],
  sq: ["sqi", "als"],
  sr: ["srp", "hrv", "bos"],
  sv: ["swe"],
  sw: ["swh"],
  ta: ["tam"],
  te: ["tel"],
  th: ["tha"],
  tl: ["tgl"],
  tr: ["tur"],
  uk: ["ukr"],
  ur: ["urd"],
  uz: ["uzn"],
  vi: ["vie"],
  yo: ["yor"],
  zh: ["cmn"],
  zu: ["zul"],
} as const satisfies Record<string, readonly string[]>;

export type Language = keyof typeof LANGUAGES;

const ALL_CODES = [...new Set(Object.values(LANGUAGES).flat())];

/** ISO 639-3 codes that a text may be measured as: everything that can be declared. */
export const MEASURED_CODES: readonly string[] = ALL_CODES;

/** A tag's codes, its region and script apart. Null for a language that cannot be measured. */
export function codesOf(tag: string): readonly string[] | null {
  const [language = ""] = tag.toLowerCase().split("-");
  return language in LANGUAGES ? LANGUAGES[language as Language] : null;
}
