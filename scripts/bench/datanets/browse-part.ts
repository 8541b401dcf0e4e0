/** A version of a million rows through the operations behind the Data tab, over a fixed mix of what people do there. */
import { randomBytes } from "node:crypto";
import type { RecordContent } from "@/lib/domain/datanets/record-content";
import type { RecordFilter } from "@/lib/schemas/datanet-versions";
import { ANONYMOUS } from "@/lib/server/auth/actor";
import { startChainStack } from "@/lib/server/chain/chain-stack";
import { getVersionStats } from "@/lib/server/datanets/get-version-stats";
import { listRecords } from "@/lib/server/datanets/list-records";
import { buildVersionIndex } from "@/lib/server/datanets/version-index/build-version-index";
import { db } from "@/lib/server/db/prisma";
import { contributeRows, createOwner } from "./fill-datanet";
import { judged, type PartResult } from "./goal";
import { contentOf, generator, syntheticRow, words } from "./synthetic-rows";

const ROWS = 1_000_000;
const ROUNDS = 60;
/** Rows in which a rare word and a text without spaces are planted. */
const RARE_EVERY = 40_000;
const CJK_EVERY = 900;

const hex32 = () => `0x${randomBytes(32).toString("hex")}`;

function rowAt(position: number): RecordContent {
  const { prompt, completion } = syntheticRow(generator(position + 1));
  if (position % RARE_EVERY === 7) completion.push("zyzzyva");
  if (position % CJK_EVERY === 3) completion.push("贡献者的数据");
  return contentOf(prompt.join(" "), completion.join(" "));
}

async function sealVersion(datanetId: string, contributionId: string, count: number): Promise<string> {
  const version = await db().datanetVersion.create({
    data: {
      datanetId,
      number: 1,
      state: "anchored",
      snapshotRoot: hex32(),
      clusterRoot: hex32(),
      manifest: {},
      manifestHash: hex32(),
      recordCount: count,
      clusterCount: count,
      contributorCount: 1,
    },
  });
  await db().$executeRaw`
    INSERT INTO version_record (version_id, position, record_id, cluster, leader)
    SELECT ${version.id}, position, id, position, true FROM datanet_record WHERE contribution_id = ${contributionId}`;
  return version.id;
}

/** One gesture of the mix: its name and what it asks for. */
function mixOf(count: number): { name: string; run: (round: number) => Promise<{ total: number }> }[] {
  const random = generator(11);
  const call = { actor: ANONYMOUS, slug: "bench" };
  const rows = (filter: RecordFilter, cursor?: string) =>
    listRecords({ ...call, version: 1, filter, cursor });
  const [common = ""] = words(() => 0, 1);
  return [
    { name: "page", run: () => rows({}, String(Math.floor(random() * (count - 50)))) },
    { name: "filter", run: (round) => rows({ size: 6 + (round % 3) }) },
    { name: "histogram", run: () => getVersionStats({ ...call, number: 1, filter: {} }) },
    { name: "common word", run: () => rows({ q: common }) },
    { name: "rare word", run: () => rows({ q: "zyzzyva" }) },
    { name: "absent word", run: (round) => rows({ q: `absent${round}` }) },
    { name: "two words", run: () => rows({ q: `${common} ${words(() => 0.2, 1)[0]}` }) },
    { name: "CJK", run: () => rows({ q: "数据" }) },
  ];
}

const quantile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

export async function browsePart(options: { share: number }): Promise<PartResult> {
  const count = Math.round(ROWS * options.share);
  const stack = await startChainStack();
  try {
    const say = (line: string) => console.log(line);
    const owner = await createOwner();
    const contribution = await contributeRows({
      ...owner,
      submittedAt: new Date("2026-01-01"),
      count,
      rowAt,
      say,
    });
    const versionId = await sealVersion(owner.datanetId, contribution.id, count);
    await db().$executeRawUnsafe("ANALYZE");
    const startedAt = performance.now();
    await buildVersionIndex(versionId);
    const indexSeconds = (performance.now() - startedAt) / 1000;
    say(`indexed in ${indexSeconds.toFixed(1)} s`);

    const raw: Record<string, { p50: number; p95: number; total: number }> = {};
    const all: number[] = [];
    for (const { name, run } of mixOf(count)) {
      const times: number[] = [];
      let total = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const at = performance.now();
        ({ total } = await run(round));
        times.push(performance.now() - at);
      }
      all.push(...times);
      raw[name] = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), total };
      say(
        `${name.padEnd(12)} p50 ${raw[name].p50.toFixed(1).padStart(7)} ms  p95 ${raw[name].p95.toFixed(1).padStart(7)} ms  ${total} rows`,
      );
    }
    return {
      goals: [judged("p95 of the browse mix at 1M rows", quantile(all, 0.95), "ms", "<= 200")],
      raw: { browse: { rows: count, rounds: ROUNDS, indexSeconds, gestures: raw } },
    };
  } finally {
    await stack.stop();
  }
}
