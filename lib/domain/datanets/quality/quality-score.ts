import { normalisedTokens, shinglesOf } from "../cluster-records";
import { comparedText, type RecordContent, toTurns } from "../record-content";
import { languageShareBps } from "./language-share";
import { QUALITY_PARTS, QUALITY_WEIGHTS, type QualityPart } from "./quality-weights";

/**
 * `quality-1`: how well made a record is, 0 to 10,000, in whole numbers all the way, so that everybody who has the
 * record and the frozen inputs computes the same. It orders the review; it never sets a payout.
 */
export const QUALITY_METHOD = "quality-1";

const FULL = 10_000;

/** What is not in the record itself, frozen when it is scored. */
export type QualityInputs = {
  /** Best exact Jaccard among earlier candidates, in hundredths of a percent. */
  jaccardBps: number;
  /** Possible personal details that nobody has decided on, and those that were kept with a reason. */
  undecided: number;
  kept: number;
  /** A kept detail that gives access to something or names an account. */
  severe: boolean;
  /** Share of words in the accepted set's list, in hundredths of a percent; null below 200 accepted records. */
  topicBps: number | null;
  /** False where only some rows of a large import had their language measured, and this is none of them. */
  languageMeasured: boolean;
};

/** What is the same for every record of a contribution. */
export type QualityContext = {
  languages: readonly string[];
  toxic: ReadonlySet<string>;
  topicFifthBps: number | null;
};

/** Null where a part cannot be said of the record; it then has no weight. */
export type QualityParts = Record<QualityPart, number | null>;

const DEFECT = 2_500;
/** Markup above a twentieth of the text. */
const MARKUP_SHARE = 20;

function formatOf(content: RecordContent, text: string): number {
  const markup = (text.match(/<\/?[a-zA-Z][^<>]{0,200}>/g) ?? []).reduce((sum, tag) => sum + tag.length, 0);
  const turns = toTurns(content);
  const fences = turns.map((turn) => turn.content.match(/^\s{0,3}```/gm)?.length ?? 0);
  const defects = [
    // Control characters except line break and tab.
    /[^\P{Cc}\n\t]|\uFFFD/u.test(text),
    markup * MARKUP_SHARE > text.length,
    fences.some((count) => count % 2 === 1),
    turns.at(-1)?.role !== "assistant",
  ];
  return FULL - DEFECT * defects.filter(Boolean).length;
}

const UNLIKE_BPS = 5_000;
const ALIKE_BPS = 8_000;

function uniquenessOf(jaccardBps: number): number {
  if (jaccardBps <= UNLIKE_BPS) return FULL;
  if (jaccardBps >= ALIKE_BPS) return 0;
  return Math.floor((FULL * (ALIKE_BPS - jaccardBps)) / (ALIKE_BPS - UNLIKE_BPS));
}

function privacyOf({ undecided, kept, severe }: QualityInputs): number {
  if (undecided > 0 || severe) return 0;
  return kept > 0 ? 6_000 : FULL;
}

function richnessOf(content: RecordContent, tokens: readonly string[]): number {
  const turns = toTurns(content);
  const [asked, answered] = [turns.findLast((turn) => turn.role === "user"), turns.at(-1)];
  if (asked && answered && asked !== answered && asked.content.trim() === answered.content.trim()) return 0;
  const all = Math.max(1, tokens.length - 4);
  return Math.floor((shinglesOf(tokens).size * FULL) / all);
}

function topicOf(shareBps: number | null, fifthBps: number | null): number | null {
  if (shareBps === null || fifthBps === null) return null;
  return fifthBps === 0 ? FULL : Math.min(FULL, Math.floor((shareBps * FULL) / fifthBps));
}

/** Every text of a record: its turns, and of a preference the rejected answer too. */
function textsOf(content: RecordContent): string[] {
  const texts = toTurns(content).map((turn) => turn.content);
  return content.kind === "preference" ? [...texts, content.fields.rejected] : texts;
}

export function qualityParts(
  content: RecordContent,
  inputs: QualityInputs,
  context: QualityContext,
): QualityParts {
  const text = comparedText(content);
  const tokens = normalisedTokens(text);
  return {
    format: formatOf(content, text),
    uniqueness: uniquenessOf(inputs.jaccardBps),
    privacy: privacyOf(inputs),
    language: inputs.languageMeasured ? languageShareBps(textsOf(content), context.languages) : null,
    richness: richnessOf(content, tokens),
    toxicity: tokens.some((token) => context.toxic.has(token)) ? 0 : FULL,
    topic: topicOf(inputs.topicBps, context.topicFifthBps),
  };
}

/** floor(sum of weight x part / sum of weights) over the parts that can be said. */
export function qualityScore(parts: QualityParts): number {
  let sum = 0;
  let weights = 0;
  for (const part of QUALITY_PARTS) {
    const value = parts[part];
    if (value === null) continue;
    sum += QUALITY_WEIGHTS[part] * value;
    weights += QUALITY_WEIGHTS[part];
  }
  return Math.floor(sum / weights);
}
