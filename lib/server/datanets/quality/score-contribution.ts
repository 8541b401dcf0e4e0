import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { normalisedTokens } from "@/lib/domain/datanets/cluster-records";
import {
  QUALITY_METHOD,
  type QualityInputs,
  qualityParts,
  qualityScore,
} from "@/lib/domain/datanets/quality/quality-score";
import { topicShareBps } from "@/lib/domain/datanets/quality/topic-profile";
import { toxicWords } from "@/lib/domain/datanets/quality/toxic-words";
import { comparedText, RecordContent } from "@/lib/domain/datanets/record-content";
import { isSevere, type KeptDetail, recordDetails } from "@/lib/domain/datanets/record-details";
import type { ScoreCard } from "@/lib/schemas/contributions";
import { db } from "@/lib/server/db/prisma";
import { readTopic } from "./read-topic";

/** Measuring a row's languages takes a third of a millisecond; nothing else may wait longer than for this many. */
const PAGE = 200;
/** Of a larger contribution so many rows have their languages measured, chosen by their commitments. */
const MOST_MEASURED = 200_000;

/** Commitments are random, so their first 32 bits choose as a die does, and everybody chooses the same rows. */
function isMeasured(commitment: string, count: number): boolean {
  return Number.parseInt(commitment.slice(2, 10), 16) < (MOST_MEASURED / count) * 2 ** 32;
}

/**
 * `quality-1` for every row of a contribution, a page at a time, written on the rows with all that is not in them.
 * @param bestBps best similarity to an earlier candidate, by record
 * @returns what the rows have in common, and how many possible personal details they hold
 */
export async function scoreContribution(
  contribution: { id: string; datanetId: string },
  bestBps: ReadonlyMap<string, number>,
): Promise<{ card: ScoreCard | null; personalDetails: number }> {
  const { languages } = await db().datanet.findUniqueOrThrow({
    where: { id: contribution.datanetId },
    select: { languages: true },
  });
  const topic = await readTopic(contribution.datanetId, contribution.id);
  const toxic = toxicWords(languages);
  const context = { languages, toxic: toxic.words, topicFifthBps: topic?.fifthPercentileBps ?? null };
  const count = await db().datanetRecord.count({ where: { contributionId: contribution.id } });
  let sum = 0;
  let personalDetails = 0;
  for (let from = 0; from < count; from += PAGE) {
    const rows = await db().datanetRecord.findMany({
      where: { contributionId: contribution.id, position: { gte: from, lt: from + PAGE } },
      select: { id: true, content: true, commitment: true, kept: true },
    });
    const scored = rows.map((row) => {
      const content = RecordContent.parse(row.content);
      const text = comparedText(content);
      const details = recordDetails(content, (row.kept ?? []) as KeptDetail[]);
      const kept = details.filter((detail) => detail.kept !== null);
      personalDetails += details.length;
      const inputs: QualityInputs = {
        jaccardBps: bestBps.get(row.id) ?? 0,
        undecided: details.length - kept.length,
        kept: kept.length,
        severe: kept.some((detail) => isSevere(detail.kind)),
        topicBps: topic ? topicShareBps(normalisedTokens(text), topic.words) : null,
        languageMeasured: count <= MOST_MEASURED || isMeasured(row.commitment, count),
      };
      const parts = qualityParts(content, inputs, context);
      const score = qualityScore(parts);
      sum += score;
      return { id: row.id, score, quality: JSON.stringify({ inputs, parts }) };
    });
    await db().$executeRaw`
      UPDATE datanet_record r SET score = v.score, quality = v.quality::jsonb
      FROM unnest(
        ${scored.map((row) => row.id)}::text[],
        ${scored.map((row) => row.score)}::int[],
        ${scored.map((row) => row.quality)}::text[]
      ) AS v(id, score, quality) WHERE r.id = v.id`;
    await turn();
  }
  const card: ScoreCard | null =
    count === 0
      ? null
      : {
          method: QUALITY_METHOD,
          mean: Math.floor(sum / count),
          languages,
          toxicList: toxic.hash,
          topicList: topic?.hash ?? null,
          topicFifthBps: context.topicFifthBps,
        };
  return { card, personalDetails };
}
