import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commitRecord, RecordContent, recordBytes, textHash } from "@/lib/domain/datanets/record-content";
import { countUndecided } from "@/lib/domain/datanets/record-details";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { DecideDetailsBody } from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { decideDetails } from "./decide-details";
import { prepareStatement } from "./prepare-statement";

let stack: ChainStack;
let db: PrismaClient;
let author: Actor;
let other: Actor;
let id = "";
const hex32 = () => `0x${randomBytes(32).toString("hex")}` as const;
const TEXTS = [
  "Nothing here.",
  "Ask ana@harbour.example.",
  "Gate 81.2.69.142, ask bo@harbour.example.",
  "cy@harbour.example",
];
const contentOf = (text: string): RecordContent => ({
  kind: "pair",
  fields: { prompt: "Whom?", completion: text },
  meta: { split: "train" },
});

beforeAll(async () => {
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
  const person = async (handle: string): Promise<Actor> =>
    ({
      account: await db.account.create({ data: { address: `0x${randomBytes(20).toString("hex")}`, handle } }),
    }) as unknown as Actor;
  [author, other] = [await person("author"), await person("other")];
  const accountId = author.account?.id ?? "";
  const datanet = await db.datanet.create({
    data: {
      slug: "details",
      ownerId: accountId,
      name: "Details",
      summary: "",
      card: "",
      kind: "pair",
      spdxId: "CC0-1.0",
      licenceHash: hex32(),
      datanetKey: hex32(),
      state: "published",
    },
  });
  const contributor = await db.contributor.create({
    data: {
      datanetId: datanet.id,
      accountId,
      handle: "a",
      personCommitment: hex32(),
      contributorId: hex32(),
    },
  });
  const contribution = await db.contribution.create({
    data: {
      datanetId: datanet.id,
      authorId: accountId,
      contributorRef: contributor.id,
      state: "ready",
      filename: "rows.jsonl",
      count: TEXTS.length,
      report: {
        rowsIn: 4,
        rowsOut: 4,
        rejected: 0,
        exactDuplicates: 0,
        turns: { in: 8, out: 8, merged: 0, rejected: 0, duplicate: 0 },
        splits: { train: 4 },
        samples: [],
      },
    },
  });
  id = contribution.id;
  for (const [position, text] of TEXTS.entries()) {
    const salt = hex32();
    const content = contentOf(text);
    await db.datanetRecord.create({
      data: {
        datanetId: datanet.id,
        contributionId: id,
        contributorRef: contributor.id,
        position,
        content,
        salt,
        commitment: commitRecord(salt, recordBytes(content)),
        textHash: textHash(content),
        undecided: countUndecided(content),
      },
    });
  }
}, 120_000);
afterAll(() => stack?.stop());

const decide = (input: DecideDetailsBody, actor = author) =>
  decideDetails({ actor, slug: "details", id, input });
const rows = () => db.datanetRecord.findMany({ where: { contributionId: id }, orderBy: { position: "asc" } });
const sign = () => prepareStatement({ actor: author, slug: "details", id });

it("nothing is signed before every detail has a decision, and only the author decides", async () => {
  await expect(sign()).rejects.toMatchObject({
    code: "conflict",
    reason: "pii_undecided",
    detail: expect.stringMatching(/^4 possible personal details need a decision/),
  });
  await expect(decide({ decision: "redact", rows: "all" }, other)).rejects.toMatchObject({
    code: "not_found",
  });
});

it("one detail is redacted: the row's commitment and hash are those of its new text", async () => {
  const { undecidedDetails } = await decide({
    decision: "redact",
    rows: [2],
    kind: "email",
    text: "bo@harbour.example",
  });
  expect(undecidedDetails).toBe(3);
  const row = (await rows())[2];
  const content = RecordContent.parse(row?.content);
  expect(content.fields).toEqual({ prompt: "Whom?", completion: "Gate 81.2.69.142, ask [EMAIL]." });
  expect(row).toMatchObject({
    commitment: commitRecord(row?.salt as `0x${string}`, recordBytes(content)),
    textHash: textHash(content),
    undecided: 1,
    bands: null,
  });
});

it("one is kept for a reason; a dropped row leaves no gap and stands in the report", async () => {
  await decide({ decision: "keep", rows: "all", kind: "ip_address", reason: "The public gate." });
  const { undecidedDetails, report } = await decide({ decision: "drop", rows: [1] });
  expect(undecidedDetails).toBe(1);
  expect(report).toMatchObject({
    rowsIn: 4,
    rowsOut: 3,
    rejected: 1,
    turns: { in: 8, out: 6, rejected: 2 },
    splits: { train: 3 },
    codes: { personal_details: 1 },
    samples: [{ line: 2, code: "personal_details", raw: "" }],
  });
  const left = await rows();
  expect(left.map((row) => [row.position, RecordContent.parse(row.content).fields])).toEqual([
    [0, { prompt: "Whom?", completion: "Nothing here." }],
    [1, { prompt: "Whom?", completion: "Gate 81.2.69.142, ask [EMAIL]." }],
    [2, { prompt: "Whom?", completion: "cy@harbour.example" }],
  ]);
  expect(left[1]?.kept).toEqual([{ kind: "ip_address", text: "81.2.69.142", reason: "The public gate." }]);
});

it("redacting the rest leaves what is kept alone, and the rows can be signed once", async () => {
  const { undecidedDetails } = await decide({ decision: "redact", rows: "all" });
  expect(undecidedDetails).toBe(0);
  expect(
    (await rows()).map(
      (row) => (RecordContent.parse(row.content).fields as { completion: string }).completion,
    ),
  ).toEqual(["Nothing here.", "Gate 81.2.69.142, ask [EMAIL].", "[EMAIL]"]);
  await db.contribution.update({ where: { id }, data: { state: "anchoring" } });
  await expect(decide({ decision: "drop", rows: "all" })).rejects.toMatchObject({ code: "conflict" });
});
