import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/server/auth/actor";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";

/** Who may talk to an unpublished result, and how much, on a real database beside an engine that only counts. */
let stack: ChainStack;
let db: PrismaClient;
let ana: Actor;
let bo: Actor;
let runId: string;
const TOKENS_IN = 10;
const TOKENS_OUT = 40;
const asked: string[] = [];
let slow: Promise<void> = Promise.resolve();

const engine = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", async () => {
    const send = (body: object) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    const path = request.url ?? "";
    if (path === "/engine/health")
      return send({ state: "ready", base: "mf-tiny", baseHash: "0".repeat(64), contextLength: 512, detail: "" });
    if (path === "/engine/tokenize")
      return send({ promptTokenIds: [], tokensIn: TOKENS_IN, contextLength: 512 });
    if (path.startsWith("/engine/adapters/"))
      return send({ hash: "a".repeat(64), name: "run", state: "resident", reason: null });
    const { model } = JSON.parse(text) as { model: string };
    asked.push(model);
    await slow;
    return send({
      choices: [{ message: { content: `answer of ${model}` } }],
      usage: { completion_tokens: TOKENS_OUT },
    });
  });
}); // biome-ignore format: one answer a line

beforeAll(async () => {
  stack = await startChainStack();
  await new Promise<void>((done) => engine.listen(0, "127.0.0.1", done));
  const { port } = engine.address() as { port: number };
  process.env.MF_ENGINE_URL = `http://127.0.0.1:${port}`;
  db = (await import("@/lib/server/db/prisma")).db();
  const create = async (handle: string): Promise<Actor> => ({
    account: (await db.account.create({ data: { address: `0x${handle}`, handle } })) as never,
  });
  [ana, bo] = [await create("ana"), await create("bo")];
  const run = await db.trainingRun.create({
    data: {
      accountId: ana.account?.id ?? "",
      state: "SUCCEEDED",
      plan: {},
      planHash: "shared",
      baseModelId: "mf-tiny",
      splitSecret: "",
      rowsTrain: "",
      rowsAll: "",
      steps: 10,
      adapterHash: "a".repeat(64),
    },
  });
  runId = run.id;
}, 120_000);
afterAll(async () => {
  engine.close();
  await stack?.stop();
});

const body = { messages: [{ role: "user" as const, content: "Who?" }], maxTokens: 40 };
const links = () => import("./share-links");
async function makeLink(maxTokens: number): Promise<{ id: string; token: string }> {
  const { items } = await (await links()).createShareLink({
    actor: ana,
    id: runId,
    wanted: { days: 1, maxTokens },
  });
  const [newest] = items;
  return { id: newest?.id ?? "", token: newest?.url.split("/share/")[1] ?? "" };
}
const ask = async (token: string) => (await import("./chat-with-share")).chatWithShare({ token, body });
const row = (id: string) => db.runShare.findUniqueOrThrow({ where: { id } });

describe("the owner", () => {
  it("gets base and tuned side by side; nobody else does", async () => {
    const { chatWithRun } = await import("./chat-with-run");
    const answer = await chatWithRun({ actor: ana, id: runId, body });
    expect(answer.base.text).toBe("answer of mf-tiny");
    expect(answer.tuned.text).toBe(`answer of run-${runId}@${"a".repeat(12)}`);
    await expect(chatWithRun({ actor: bo, id: runId, body })).rejects.toMatchObject({ code: "not_found" });
    await expect((await links()).listShareLinks({ actor: bo, id: runId })).rejects.toMatchObject({ code: "not_found" });
  }); // biome-ignore format: one refusal a line

  it("is limited by the hour", async () => {
    const { chatWithRun } = await import("./chat-with-run");
    await db.chatTest.createMany({ data: Array.from({ length: 130 }, () => ({ runId, tokens: 1 })) });
    await expect(chatWithRun({ actor: ana, id: runId, body })).rejects.toMatchObject({
      code: "rate_limited",
    });
    await db.chatTest.deleteMany();
  });
});

describe("a link", () => {
  it("answers within its tokens and says what is left", async () => {
    const { id, token } = await makeLink(500);
    const first = await ask(token);
    expect(first.tokensLeft).toBe(500 - 2 * (TOKENS_IN + TOKENS_OUT));
    expect((await row(id)).usedTokens).toBe(100);
    for (let i = 0; i < 4; i++) await ask(token);
    await expect(ask(token)).rejects.toMatchObject({ code: "cap_reached" });
    expect((await row(id)).usedTokens).toBe(500);
  });

  it("is not passed by many questions at the same time", async () => {
    const { id, token } = await makeLink(500);
    let release: () => void = () => undefined;
    slow = new Promise((done) => {
      release = done;
    });
    const before = asked.length;
    const all = Promise.allSettled(Array.from({ length: 9 }, () => ask(token)));
    await expect.poll(() => asked.length - before).toBe(10);
    release();
    const done = await all;
    expect(done.filter((one) => one.status === "fulfilled")).toHaveLength(5);
    expect((await row(id)).usedTokens).toBe(500);
  });

  it("is answered at most ten times a minute, and a refused question costs no token", async () => {
    const { id, token } = await makeLink(20_000);
    await db.chatTest.createMany({
      data: Array.from({ length: 10 }, () => ({ runId, shareId: id, tokens: 0 })),
    });
    await expect(ask(token)).rejects.toMatchObject({ code: "rate_limited" });
    expect((await row(id)).usedTokens).toBe(0);
  });

  it("shows nothing once it is revoked, run out or changed by a letter", async () => {
    const { getSharedRun } = await import("./get-shared-run");
    const { revokeShareLink } = await links();
    const [revoked, expired] = [await makeLink(500), await makeLink(500)];
    expect((await getSharedRun(revoked.token)).base).toBe("mf-tiny");
    await expect(revokeShareLink({ actor: bo, id: runId, linkId: revoked.id })).rejects.toMatchObject({ code: "not_found" });
    await revokeShareLink({ actor: ana, id: runId, linkId: revoked.id });
    await db.runShare.update({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
    const forged = [`${expired.id}.x`, "", ".", `${expired.token.slice(0, -1)}_`, expired.id];
    for (const token of [revoked.token, expired.token, ...forged]) {
      await expect(getSharedRun(token), token).rejects.toMatchObject({ code: "not_found" });
      await expect(ask(token), token).rejects.toMatchObject({ code: "not_found" });
    }
  }); // biome-ignore format: one refusal a line
});
