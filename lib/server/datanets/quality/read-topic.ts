import "server-only";
import { normalisedTokens } from "@/lib/domain/datanets/cluster-records";
import {
  FEWEST_ACCEPTED,
  type TopicProfile,
  topicProfile,
  topicShareBps,
  WordCounter,
} from "@/lib/domain/datanets/quality/topic-profile";
import { comparedText, RecordContent } from "@/lib/domain/datanets/record-content";
import { db } from "@/lib/server/db/prisma";

/** Of a larger accepted set the records with the smallest commitments, which are random, stand for all of them. */
const MOST_READ = 20_000;
const PAGE = 500;

async function visit(datanetId: string, except: string, take: (tokens: string[]) => void): Promise<void> {
  let last = "";
  for (let read = 0; read < MOST_READ; ) {
    const rows = await db().datanetRecord.findMany({
      where: { datanetId, accepted: true, contributionId: { not: except }, commitment: { gt: last } },
      select: { content: true, commitment: true },
      orderBy: { commitment: "asc" },
      take: Math.min(PAGE, MOST_READ - read),
    });
    for (const { content } of rows) take(normalisedTokens(comparedText(RecordContent.parse(content))));
    read += rows.length;
    last = rows.at(-1)?.commitment ?? "";
    if (rows.length < PAGE) return;
  }
}

/** What the accepted rows of a Datanet, those of one contribution apart, are about. Null below 200 of them. */
export async function readTopic(datanetId: string, except: string): Promise<TopicProfile | null> {
  const accepted = await db().datanetRecord.count({
    where: { datanetId, accepted: true, contributionId: { not: except } },
  });
  if (accepted < FEWEST_ACCEPTED) return null;
  const counter = new WordCounter();
  await visit(datanetId, except, (tokens) => counter.add(tokens));
  const words = counter.top();
  const list = new Set(words);
  const shares: number[] = [];
  // Read twice rather than held: texts are what costs memory here.
  await visit(datanetId, except, (tokens) => shares.push(topicShareBps(tokens, list)));
  return topicProfile(words, shares);
}
