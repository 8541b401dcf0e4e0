import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/server/auth/actor";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";

/** The queue as its owner orders it and as workers get it, on a real database. */
let stack: ChainStack;
let db: PrismaClient;
let ana: Actor;
let bo: Actor;
let workerId: string;
let count = 0;

beforeAll(async () => {
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
  const create = async (handle: string): Promise<Actor> => ({
    account: (await db.account.create({ data: { address: `0x${handle}`, handle } })) as never,
  });
  [ana, bo] = [await create("ana"), await create("bo")];
  const worker = await db.worker.create({
    data: {
      name: "w",
      workerKey: "w",
      wallet: "0xw",
      caps: {},
      offer: { startFeeWei: "1", ratePerPflopWei: "1" },
      version: "0",
      nonce: "",
    },
  });
  workerId = worker.id;
}, 120_000);
afterAll(() => stack?.stop());

/** A plan as every run has it; the list parses it. */
const SHA = "0".repeat(64);
async function queued(actor: Actor): Promise<string> {
  const { findBaseModel } = await import("@/lib/domain/models/base-catalogue");
  const { planSettings } = await import("@/lib/domain/training/plan-settings");
  const base = findBaseModel("mf-tiny");
  if (!base) throw new Error("no mf-tiny");
  const plan = {
    v: 1,
    goal: "style",
    base: { id: base.id, source: base.source, revision: null },
    data: [],
    rows: { train: 1, validation: 0, test: 0 },
    splitSecretHash: SHA,
    settings: planSettings(base, "style", {}),
    start: null,
    steps: 10,
  };
  const number = count++;
  const run = await db.trainingRun.create({
    data: {
      accountId: actor.account?.id ?? "",
      state: "QUEUED",
      plan,
      planHash: String(number).padStart(64, "0"),
      baseModelId: base.id,
      splitSecret: SHA,
      rowsTrain: SHA,
      rowsAll: SHA,
      steps: 10,
    },
  });
  await db.job.create({
    data: {
      runId: run.id,
      kind: "train",
      spec: {},
      inputs: [],
      queuedAt: new Date(1_700_000_000_000 + number),
    },
  });
  return run.id;
}

const positions = async (actor: Actor) => {
  const { listTrainingRuns } = await import("./list-training-runs");
  const { items } = await listTrainingRuns({ actor });
  return Object.fromEntries(items.map((run) => [run.id, run.queuePosition]));
};
const reorder = async (actor: Actor, ids: string[]) =>
  (await import("./reorder-queue")).reorderQueue({ actor, ids });
const take = async () => {
  const { takeJob } = await import("@/lib/server/jobs/take-job");
  const taken = await takeJob([{ workerId, kinds: ["train"], backingWei: 0n }]);
  return taken && (await db.job.findUniqueOrThrow({ where: { id: taken.jobId } })).runId;
};

describe("one's own queue", () => {
  it("changes its order and nobody else's place; workers get it in that order", async () => {
    const [a1, b1, a2, a3, b2] = [await queued(ana), await queued(bo), await queued(ana), await queued(ana), await queued(bo)];
    expect(await positions(ana)).toEqual({ [a1]: 1, [a2]: 3, [a3]: 4 });
    await reorder(ana, [a3, a1, a2]);
    expect(await positions(ana)).toEqual({ [a3]: 1, [a1]: 3, [a2]: 4 });
    expect(await positions(bo)).toEqual({ [b1]: 2, [b2]: 5 });
    expect([await take(), await take(), await take(), await take(), await take()]).toEqual([a3, b1, a1, a2, b2]);
  }); // biome-ignore format: the order is the point

  it("refuses what is not the whole own queue as it is", async () => {
    const [mine, other, his] = [await queued(ana), await queued(ana), await queued(bo)];
    await expect(reorder(ana, [his, mine, other])).rejects.toMatchObject({ code: "not_found" });
    await expect(reorder(ana, [other])).rejects.toMatchObject({ code: "conflict" });
    await expect(reorder(ana, [mine, mine])).rejects.toMatchObject({ code: "not_found" });
    expect(await take()).toBe(mine);
    await expect(reorder(ana, [other, mine])).rejects.toMatchObject({ code: "conflict" });
    expect((await positions(ana))[other]).toBe(1);
  });
});

describe("the runs of a sweep", () => {
  it("name the best once all have ended, and only that one may be published", async () => {
    const { getTrainingRun } = await import("./get-training-run");
    const ids = [await queued(ana), await queued(ana), await queued(ana)];
    const end = async (id: string | undefined, evalLoss: number, state: "SUCCEEDED" | "FAILED") =>
      db.trainingRun.update({
        where: { id: id ?? "" },
        data: { state, trainResult: { evalLoss }, adapterHash: SHA, indexRoot: SHA },
      });
    await db.trainingRun.updateMany({ where: { id: { in: ids } }, data: { sweepId: "sweep" } });
    const seen = async () => {
      const runs = [];
      for (const id of ids) runs.push(await getTrainingRun({ actor: ana, id }));
      return runs;
    };
    await end(ids[0], 2, "SUCCEEDED");
    await end(ids[1], 1.5, "SUCCEEDED");
    const [first] = await seen();
    expect(first?.sweep).toEqual({ runIds: ids, best: null });
    expect(first?.notPublishableReason).toMatch(/have to end first/);
    await end(ids[2], 0.1, "FAILED");
    const [worse, best] = await seen();
    expect(worse?.sweep?.best).toBe(ids[1]);
    expect(worse?.notPublishableReason).toMatch(/kept instead/);
    expect(best).toMatchObject({ publishable: true, notPublishableReason: null });
  });
});
