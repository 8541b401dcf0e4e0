/** Who is offered what, and what a beat leaves on the machine's row. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { z } from "zod";
import type { PrismaClient, Worker } from "@/lib/generated/prisma/client";
import type { BeatBody } from "@/lib/schemas/jobs";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { readDevice } from "@/lib/server/compute/read-device";
import { beatJob } from "./beat-job";
import { claimJob } from "./claim-job";
import { enqueueJob } from "./enqueue-job";
import { LEASE_S } from "./tunables";

const READING = {
  kind: "gpu" as const,
  name: "Card",
  memoryUsedBytes: 1,
  memoryTotalBytes: 2,
  utilisation: 0.5,
  temperatureC: 40,
  powerW: null,
};

let stack: ChainStack;
let db: PrismaClient;

async function machine(methods: string[] | undefined): Promise<Worker> {
  const caps = {
    device: "cpu",
    deviceName: "Test",
    cores: 2,
    memoryBytes: 1e9,
    gpuMemoryBytes: 0,
    bases: [],
    kinds: ["evaluate"],
    ...(methods && { methods }),
  };
  return db.worker.create({
    data: {
      name: "machine",
      workerKey: randomBytes(32).toString("hex"),
      wallet: "0x01",
      caps,
      offer: { ratePerPflopWei: "1", startFeeWei: "1" },
      version: "1",
      nonce: "00",
    },
  });
}

const claim = (worker: Worker) =>
  claimJob(
    worker,
    { kinds: ["evaluate"], freeMemoryBytes: 1e9, cachedBases: [], waitS: 0 },
    new AbortController().signal,
  );

async function order(method: "lora" | "qlora"): Promise<string> {
  const base = { id: "mf-tiny", source: "bundled" as const, revision: null };
  const adapterHash = "0".repeat(64);
  return enqueueJob(db, {
    spec: { kind: "evaluate", runId: crypto.randomUUID(), base, method, adapterHash, maxLength: 64, seed: 1 },
    inputs: [],
  });
}

beforeAll(async () => {
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
}, 120_000);
afterAll(() => stack?.stop());

it("work over a base in 4 bits goes only to machines that can do that", async () => {
  const wanted = await order("qlora");
  expect(await claim(await machine(undefined))).toBeNull();
  expect(await claim(await machine(["lora"]))).toBeNull();
  expect((await claim(await machine(["lora", "qlora"])))?.jobId).toBe(wanted);
  const plain = await order("lora");
  expect((await claim(await machine(undefined)))?.jobId).toBe(plain);
});

it("a beat's devices stand on the machine's row until they can no longer be true", async () => {
  const worker = await machine(["lora"]);
  const jobId = await order("lora");
  const claimed = await claim(worker);
  expect(claimed?.jobId).toBe(jobId);
  expect(readDevice(worker)).toBeNull();
  const beat: z.infer<typeof BeatBody> = {
    fence: claimed?.fence ?? 0,
    seq: 1,
    phase: "evaluating",
    step: 0,
    steps: 1,
    points: [],
    samples: [],
    logs: [],
    chainHead: null,
    device: { rssBytes: 7, readings: [READING] },
  };
  await beatJob(worker, jobId, beat);
  const row = await db.worker.findUniqueOrThrow({ where: { id: worker.id } });
  expect(readDevice(row)).toMatchObject({ jobBytes: 7, readings: [READING] });
  expect(readDevice(row, Date.now() + (LEASE_S + 1) * 1000)).toBeNull();
});
