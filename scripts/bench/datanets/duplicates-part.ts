/** New rows against a large Datanet through the product's own comparison, with planted near copies. */
import { availableParallelism } from "node:os";
import { normalisedTokens, shinglesOf } from "@/lib/domain/datanets/cluster-records";
import { jaccard } from "@/lib/domain/datanets/minhash";
import { comparedText, type RecordContent } from "@/lib/domain/datanets/record-content";
import { startChainStack } from "@/lib/server/chain/chain-stack";
import { findNearCopies } from "@/lib/server/datanets/find-near-copies";
import { contributeRows, createOwner } from "./fill-datanet";
import { judged, type PartResult } from "./goal";
import { contentOf, generator, syntheticRow, words } from "./synthetic-rows";

const OLD = 1_000_000;
const NEW = 100_000;
/** Every twentieth new row copies an old one with a few words changed. */
const PLANTED_EVERY = 20;

const shingles = (content: RecordContent) => shinglesOf(normalisedTokens(comparedText(content)));

function oldRow(position: number): RecordContent {
  const { prompt, completion } = syntheticRow(generator(position + 1));
  return contentOf(prompt.join(" "), completion.join(" "));
}

/** An old row with one or two words replaced, or up to four added; some of these fall below the threshold. */
function nearCopyOf(position: number, random: () => number): RecordContent {
  const { prompt, completion } = syntheticRow(generator(position + 1));
  if (random() < 0.5) completion.push(...words(random, 1 + Math.floor(random() * 4)));
  else {
    for (let i = 0; i < 1 + Math.floor(random() * 2); i++)
      completion[Math.floor(random() * completion.length)] = words(random, 1)[0] as string;
  }
  return contentOf(prompt.join(" "), completion.join(" "));
}

export async function duplicatesPart({ share }: { share: number }): Promise<PartResult> {
  const old = Math.round(OLD * share);
  const fresh = Math.round(NEW * share);
  const stack = await startChainStack();
  const say = (line: string) => console.log(line);
  try {
    const owner = await createOwner();
    say(`${old} old rows and ${fresh} new ones`);
    await contributeRows({ ...owner, submittedAt: new Date("2026-01-01"), count: old, rowAt: oldRow, say });

    const random = generator(7);
    /** New row -> the old row it was made from. */
    const planted = new Map<number, number>();
    const rows = Array.from({ length: fresh }, (_, i) => {
      if (i % PLANTED_EVERY !== 0) return oldRow(OLD * 2 + i);
      const source = Math.floor(random() * old);
      planted.set(i, source);
      return nearCopyOf(source, random);
    });
    const contribution = await contributeRows({
      ...owner,
      submittedAt: new Date("2026-02-01"),
      count: fresh,
      rowAt: (position) => rows[position] as RecordContent,
      say,
    });

    const startedAt = performance.now();
    const { copies } = await findNearCopies(contribution);
    const seconds = (performance.now() - startedAt) / 1000;

    const positionOf = (id: string) => Number(id.slice(-8));
    const found = new Map(copies.map((copy) => [positionOf(copy.recordId), copy]));
    const copiesAtThreshold = [...planted].filter(
      ([at, source]) => jaccard(shingles(rows[at] as RecordContent), shingles(oldRow(source))) >= 0.8,
    );
    const recalled = copiesAtThreshold.filter(([at]) => found.has(at)).length;
    const joinedWrongly = copies.filter((copy) => {
      const at = positionOf(copy.recordId);
      const first = copy.firstId.startsWith(contribution.id)
        ? (rows[positionOf(copy.firstId)] as RecordContent)
        : oldRow(positionOf(copy.firstId));
      return jaccard(shingles(rows[at] as RecordContent), shingles(first)) < 0.8;
    }).length;
    const raw = {
      old,
      fresh,
      planted: planted.size,
      plantedAtThreshold: copiesAtThreshold.length,
      reported: copies.length,
      seconds,
      cores: availableParallelism(),
    };
    say(
      `${fresh} rows against ${old}: ${seconds.toFixed(1)} s; ${recalled} of ${copiesAtThreshold.length} copies found, ${joinedWrongly} of ${copies.length} joined wrongly`,
    );
    return {
      goals: [
        judged("100k rows checked against 1M", seconds, "s", "<= 120"),
        judged("recall at Jaccard 0.8", recalled / Math.max(1, copiesAtThreshold.length), "share", ">= 0.99"),
        judged("false joins", joinedWrongly / fresh, "share", "<= 0.001"),
      ],
      raw: { duplicates: raw },
    };
  } finally {
    await stack.stop();
  }
}
