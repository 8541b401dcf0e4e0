import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "@/lib/server/auth/actor";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { queryVersion } from "./query-version";
import { bundleChild } from "./sandbox/bundle-child";
import { TABLE_CHILD } from "./tables/table-child";
import { CALLS_AN_HOUR } from "./tables/tunables";

let stack: ChainStack;
let owner: Actor;
let reader: Actor;
const hex32 = () => `0x${randomBytes(32).toString("hex")}`;

beforeAll(async () => {
  stack = await startChainStack();
  await bundleChild(TABLE_CHILD, join(stack.stateDir, "table-child"));
  const db = (await import("@/lib/server/db/prisma")).db();
  const person = async (handle: string): Promise<Actor> =>
    ({
      account: await db.account.create({ data: { address: hex32(), handle } }),
    }) as unknown as Actor;
  [owner, reader] = [await person("owner"), await person("reader")];
  const datanet = await db.datanet.create({
    data: {
      slug: "tables",
      ownerId: owner.account?.id ?? "",
      name: "Tables",
      summary: "",
      card: "",
      kind: "chat",
      spdxId: "CC0-1.0",
      licenceHash: hex32(),
      datanetKey: hex32(),
    },
  });
  const contributor = await db.contributor.create({
    data: { datanetId: datanet.id, handle: "hand", personCommitment: hex32(), contributorId: hex32() },
  });
  const contribution = await db.contribution.create({
    data: {
      datanetId: datanet.id,
      authorId: owner.account?.id ?? "",
      contributorRef: contributor.id,
      state: "accepted",
      filename: "rows.jsonl",
    },
  });
  const version = await db.datanetVersion.create({
    data: {
      datanetId: datanet.id,
      number: 1,
      state: "anchored",
      snapshotRoot: hex32(),
      clusterRoot: hex32(),
      manifest: {},
      manifestHash: hex32(),
      recordCount: 3,
      clusterCount: 3,
      contributorCount: 1,
    },
  });
  for (const position of [0, 1, 2]) {
    const record = await db.datanetRecord.create({
      data: {
        datanetId: datanet.id,
        contributionId: contribution.id,
        contributorRef: contributor.id,
        position,
        content: {
          kind: "chat",
          fields: {
            messages: [
              { role: "user", content: `Ask ${position}` },
              { role: "assistant", content: "So" },
            ],
          },
          meta: { topic: "harbour" },
        },
        salt: hex32(),
        commitment: hex32(),
        textHash: hex32(),
      },
    });
    await db.versionRecord.create({
      data: { versionId: version.id, position, recordId: record.id, cluster: position, leader: true },
    });
  }
}, 120_000);
afterAll(() => stack?.stop());

const ask = (actor: Actor, sql: string) =>
  queryVersion({ actor, slug: "tables", number: 1, sql, signal: new AbortController().signal });

it("answers over the rows of a version: turns as a list, kept columns as a map", async () => {
  const sql =
    "SELECT messages[1].content AS asked, meta['topic'] AS topic FROM data ORDER BY position DESC LIMIT 2";
  expect(await ask(owner, sql)).toMatchObject({
    columns: [
      { name: "asked", type: "VARCHAR" },
      { name: "topic", type: "VARCHAR" },
    ],
    rows: [
      ["Ask 2", "harbour"],
      ["Ask 1", "harbour"],
    ],
    truncated: null,
    callsLeft: CALLS_AN_HOUR - 1,
  });
});

it("a draft's rows are its owner's; nobody asks without signing in", async () => {
  await expect(ask(reader, "SELECT 1")).rejects.toMatchObject({ code: "not_found" });
  await expect(ask({ account: null } as Actor, "SELECT 1")).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

it("an hour has so many queries, and refused ones count", async () => {
  const { db } = await import("@/lib/server/db/prisma");
  const { id } = await db().datanetVersion.findFirstOrThrow();
  const accountId = owner.account?.id ?? "";
  const used = await db().versionQuery.count({ where: { accountId } });
  const early = new Date(Date.now() - 59.5 * 60_000);
  await db().versionQuery.createMany({
    data: Array.from({ length: CALLS_AN_HOUR - 1 - used }, () => ({
      accountId,
      versionId: id,
      createdAt: early,
    })),
  });
  await expect(ask(owner, "DROP VIEW data")).rejects.toMatchObject({
    code: "invalid_input",
    reason: "sql_refused",
  });
  await expect(ask(owner, "SELECT 1")).rejects.toMatchObject({
    code: "rate_limited",
    reason: "sql_calls",
    detail: expect.stringMatching(/^All 60 queries of this hour are used. The next one is free in 1 minute;/),
  });
  await db().versionQuery.updateMany({
    where: { createdAt: early },
    data: { createdAt: new Date(Date.now() - 61 * 60_000) },
  });
  expect(await ask(owner, "SELECT 1 AS one")).toMatchObject({ rows: [[1]] });
});
