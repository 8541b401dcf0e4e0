import { z } from "zod";
import { RowQuality, ScoreCard } from "@/lib/schemas/contributions";
import { RecordContent } from "../record-content";
import { qualityParts, qualityScore } from "./quality-score";
import { QUALITY_PARTS } from "./quality-weights";
import { toxicWords } from "./toxic-words";

/** One line of an export of scores, after the first one. */
const ScoredRow = z.object({
  position: z.int(),
  ...RowQuality.shape,
  inputs: z.object({
    jaccardBps: z.int(),
    undecided: z.int(),
    kept: z.int(),
    severe: z.boolean(),
    topicBps: z.int().nullable(),
    languageMeasured: z.boolean(),
  }),
  content: RecordContent,
});

export type QualityCheck = { rows: number /** What differs, in words. */; differences: string[] };

/**
 * Computes every number of an export of `quality-1` again from the rows and the inputs beside them.
 * @param lines of the export, read one after the other
 * @throws z.ZodError when it is no such export
 */
export async function recomputeQuality(
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<QualityCheck> {
  let card: ScoreCard | null = null;
  let context = { languages: [] as readonly string[], toxic: new Set<string>() as ReadonlySet<string> };
  let rows = 0;
  let sum = 0;
  const differences: string[] = [];
  for await (const line of lines) {
    if (line === "") continue;
    if (card === null) {
      card = ScoreCard.parse(JSON.parse(line));
      const { words, hash } = toxicWords(card.languages);
      if (hash !== card.toxicList) differences.push(`the word list is ${hash}, not ${card.toxicList}`);
      context = { languages: card.languages, toxic: words };
      continue;
    }
    const row = ScoredRow.parse(JSON.parse(line));
    const parts = qualityParts(row.content, row.inputs, { ...context, topicFifthBps: card.topicFifthBps });
    for (const part of QUALITY_PARTS)
      if (parts[part] !== row.parts[part])
        differences.push(`row ${row.position + 1}: ${part} is ${parts[part]}, not ${row.parts[part]}`);
    const score = qualityScore(parts);
    if (score !== row.score)
      differences.push(`row ${row.position + 1}: the score is ${score}, not ${row.score}`);
    rows += 1;
    sum += score;
  }
  if (card === null) throw new TypeError("The file is empty.");
  const mean = rows === 0 ? null : Math.floor(sum / rows);
  if (mean !== card.mean) differences.push(`the mean is ${mean}, not ${card.mean}`);
  return { rows, differences };
}
