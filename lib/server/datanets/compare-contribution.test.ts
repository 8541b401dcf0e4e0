import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recomputeQuality } from "@/lib/domain/datanets/quality/recompute-quality";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { compareContribution } from "./compare-contribution";

let stack: ChainStack;
let db: PrismaClient;
let datanetId: string;
const hex32 = () => `0x${randomBytes(32).toString("hex")}`;

beforeAll(async () => {
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
  const owner = await db.account.create({ data: { address: "0x01", handle: "owner" } });
  const datanet = await db.datanet.create({
    data: {
      slug: "near",
      ownerId: owner.id,
      name: "Near",
      summary: "",
      card: "",
      kind: "pair",
      spdxId: "CC0-1.0",
      licenceHash: hex32(),
      datanetKey: hex32(),
    },
  });
  datanetId = datanet.id;
}, 120_000);
afterAll(() => stack?.stop());

const LONG =
  "the lamp in the north hall is filled with whale oil every monday by the youngest keeper of the house";
const pair = (prompt: string, completion: string) => ({
  kind: "pair",
  fields: { prompt, completion },
  meta: {},
});

/** A contribution of one person, submitted at a minute of an hour, with these rows. */
async function contribute(minute: number, completions: string[], rejected: number[] = []): Promise<string> {
  const account = await db.account.create({ data: { address: hex32(), handle: `person ${minute}` } });
  const contributor = await db.contributor.create({
    data: {
      datanetId,
      accountId: account.id,
      handle: account.handle,
      personCommitment: hex32(),
      contributorId: hex32(),
    },
  });
  const row = await db.contribution.create({
    data: {
      datanetId,
      authorId: account.id,
      contributorRef: contributor.id,
      state: "in_review",
      filename: "rows.jsonl",
      format: "jsonl",
      count: completions.length,
      submittedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
    },
  });
  await db.datanetRecord.createMany({
    data: completions.map((completion, position) => ({
      datanetId,
      contributionId: row.id,
      contributorRef: contributor.id,
      position,
      content: pair("Who fills the lamp?", completion),
      salt: hex32(),
      commitment: hex32(),
      textHash: "",
      verdict: rejected.includes(position) ? ("rejected" as const) : ("pending" as const),
    })),
  });
  return row.id;
}

async function copiesOf(id: string) {
  await compareContribution(id);
  const rows = await db.datanetRecord.findMany({
    where: { contributionId: id },
    orderBy: { position: "asc" },
  });
  const firsts = await db.datanetRecord.findMany({
    where: { id: { in: rows.flatMap((row) => row.copyOfId ?? []) } },
  });
  const found = new Map(firsts.map((first) => [first.id, first]));
  return rows.map((row) => {
    const first = row.copyOfId ? found.get(row.copyOfId) : undefined;
    return first ? { of: first.contributionId, at: first.position, bps: row.copyBps } : null;
  });
}

it("names who was first by the time of submission, not of writing", async () => {
  const late = await contribute(30, [LONG, "nobody knows"]);
  const early = await contribute(10, ["an answer of its own kind about something else entirely", LONG]);
  expect(await copiesOf(early)).toEqual([null, null]);
  expect(await copiesOf(late)).toEqual([{ of: early, at: 1, bps: 10_000 }, null]);
  const [row] = await db.contribution.findMany({ where: { id: late } });
  expect(row?.comparedAt).not.toBe(null);
});

it("finds near copies inside one contribution, the earlier row first", async () => {
  const text =
    "the bell of the east gate rings at seven in winter and at six in summer for all who work outside";
  const id = await contribute(40, [text, text.replace("outside", "indoors")]);
  const [first, second] = await copiesOf(id);
  expect(first).toBe(null);
  expect(second).toMatchObject({ of: id, at: 0 });
  expect(second?.bps).toBeGreaterThanOrEqual(8_000);
});

it("a rejected row is nobody's first", async () => {
  const text =
    "the well behind the bakery was dug by three brothers in the year of the long drought and still gives";
  await contribute(50, [text], [0]);
  expect(await copiesOf(await contribute(51, [text]))).toEqual([null]);
});

it("scores every row with what it needs to be computed again", async () => {
  const base =
    "the ferry to the western island leaves the old harbour every morning at half past six except on feast days";
  // Four of the last words are others: about two thirds of the shingles are shared.
  const near = base.replace("except on feast days", "also when it snows");
  await contribute(60, [base]);
  const id = await contribute(61, [near, "", "write to keeper@north-light.example"]);
  await compareContribution(id);
  const rows = await db.datanetRecord.findMany({
    where: { contributionId: id },
    orderBy: { position: "asc" },
  });
  type Quality = { inputs: { jaccardBps: number; undecided: number }; parts: Record<string, number | null> };
  const [alike, empty, personal] = rows.map((row) => row.quality as unknown as Quality);
  expect(alike?.inputs.jaccardBps).toBeGreaterThan(5_000);
  expect(alike?.inputs.jaccardBps).toBeLessThan(8_000);
  expect(alike?.parts.uniqueness).toBe(
    Math.floor((10_000 * (8_000 - (alike?.inputs.jaccardBps ?? 0))) / 3_000),
  );
  expect([empty?.parts.privacy, personal?.parts.privacy, personal?.inputs.undecided]).toEqual([10_000, 0, 1]);
  const { scoreCard } = await db.contribution.findUniqueOrThrow({ where: { id } });
  const mean = Math.floor(rows.reduce((sum, row) => sum + (row.score ?? 0), 0) / rows.length);
  expect(scoreCard).toMatchObject({ method: "quality-1", mean, languages: [], topicList: null });

  const lines = [
    JSON.stringify(scoreCard),
    ...rows.map(({ position, score, quality, content }) =>
      JSON.stringify({ position, score, content, ...(quality as object) }),
    ),
  ];
  expect(await recomputeQuality(lines)).toEqual({ rows: 3, differences: [] });
  const tampered = lines.map((line, i) => (i === 2 ? line.replace(/"score":\d+/, '"score":12') : line));
  expect((await recomputeQuality(tampered)).differences).toEqual([
    expect.stringMatching(/^row 2: the score is \d+, not 12$/),
  ]);
});
