/** Saved steps of a finished run: one becomes its result, or another run begins with it; what must not happen does not. */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BaseShape, type CatalogueEntry, findBaseModel } from "@/lib/domain/models/base-catalogue";
import { planSettings } from "@/lib/domain/training/plan-settings";
import type { Job, PrismaClient } from "@/lib/generated/prisma/client";
import type { EvalReport } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { chooseCheckpoint } from "./choose-checkpoint";
import { continueChoice } from "./continue-choice";
import { findStart } from "./find-start";
import { listCheckpoints } from "./list-checkpoints";

const BASE = findBaseModel("mf-tiny") as CatalogueEntry;
const SETTINGS = planSettings(BASE, "facts", { rank: 4, alpha: 8 });
const sha = (value: string | Uint8Array) => createHash("sha256").update(value).digest("hex");
const hex32 = () => `0x${randomBytes(32).toString("hex")}`;
const ROOT = hex32();
const folder = mkdtempSync(join(tmpdir(), "mf-steps-"));

let stack: ChainStack;
let db: PrismaClient;
let owner: Actor;
let stranger: Actor;
let runId: string;

/** A whole adapter of the bundled base, all values `value`. */
function adapter(value: number): Buffer {
  const shape = BASE.shape as BaseShape;
  const wide = shape.heads * shape.headDim;
  const narrow = shape.kvHeads * shape.headDim;
  const dims = {
    "self_attn.q_proj": [shape.hidden, wide],
    "self_attn.k_proj": [shape.hidden, narrow],
    "self_attn.v_proj": [shape.hidden, narrow],
    "self_attn.o_proj": [wide, shape.hidden],
    "mlp.gate_proj": [shape.hidden, shape.intermediate],
    "mlp.up_proj": [shape.hidden, shape.intermediate],
    "mlp.down_proj": [shape.intermediate, shape.hidden],
  };
  const header: Record<string, unknown> = {};
  let at = 0;
  const add = (name: string, rows: number, columns: number) => {
    header[name] = { dtype: "F32", shape: [rows, columns], data_offsets: [at, at + 4 * rows * columns] };
    at += 4 * rows * columns;
  };
  for (let layer = 0; layer < shape.layers; layer++)
    for (const [name, [inner, outer]] of Object.entries(dims)) {
      const prefix = `base_model.model.model.layers.${layer}.${name}`;
      add(`${prefix}.lora_A.weight`, 4, inner as number);
      add(`${prefix}.lora_B.weight`, outer as number, 4);
    }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.from(new Float32Array(at / 4).fill(value).buffer)]);
}

async function saveStep(step: number): Promise<void> {
  const { putBlob } = await import("@/lib/server/storage/blob-store");
  writeFileSync(join(folder, "adapter_model.safetensors"), adapter(step));
  writeFileSync(join(folder, "state.json"), "{}");
  execFileSync("tar", ["--format=ustar", "-cf", "step.tar", "adapter_model.safetensors", "state.json"], {
    cwd: folder,
  });
  const { sha256 } = await putBlob(readFileSync(join(folder, "step.tar")));
  await db.checkpoint.create({ data: { runId, attempt: 1, step, kind: "checkpoint", sha256 } });
}

const finished = (result: object) =>
  ({ fence: 1, outcome: "succeeded", reason: null, artifacts: [], result }) as never;
const report = { rows: 20, baseLoss: 3, tunedLoss: 1 } as EvalReport;

async function jobOf(kind: string): Promise<Job> {
  return db.job.findFirstOrThrow({ where: { kind }, orderBy: { queuedAt: "desc" } });
}

beforeAll(async () => {
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
  const { putBlob } = await import("@/lib/server/storage/blob-store");
  const person = async (handle: string) =>
    ({ account: await db.account.create({ data: { address: hex32(), handle } }) }) as unknown as Actor;
  [owner, stranger] = [await person("owner"), await person("stranger")];
  const weights = await putBlob(adapter(9));
  const manifest = canonicalize({
    v: 1,
    kind: "lora",
    base: "0".repeat(64),
    rank: 4,
    alpha: 8,
    scaling: "alpha/r",
    targets: ["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"],
    weights: weights.sha256,
    datanets: [ROOT],
  });
  const runManifest = await putBlob(canonicalize({ v: 1, adapter: { value: "old", how: "derived" } }) ?? "");
  const run = await db.trainingRun.create({
    data: {
      accountId: owner.account?.id ?? "",
      state: "SUCCEEDED",
      plan: {
        v: 1,
        goal: "facts",
        base: { id: "mf-tiny", source: "bundled", revision: null },
        data: [{ datanetKey: hex32(), version: 1, snapshotRoot: ROOT }],
        rows: { train: 80, validation: 10, test: 20 },
        splitSecretHash: sha("secret"),
        settings: SETTINGS,
        steps: 30,
      },
      planHash: sha("plan"),
      baseModelId: "mf-tiny",
      splitSecret: "ab".repeat(32),
      rowsTrain: weights.sha256,
      rowsAll: weights.sha256,
      steps: 30,
      adapterHash: (await putBlob(manifest ?? "")).sha256,
      adapterWeights: weights.sha256,
      runManifest: runManifest.sha256,
      indexRoot: "old-index",
      evaluation: report,
    },
  });
  runId = run.id;
  for (const step of [10, 20, 30]) await saveStep(step);
  await db.checkpoint.create({
    data: { runId, attempt: 1, step: 30, kind: "checkpoint.30", sha256: weights.sha256 },
  });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stack?.stop();
});

it("the result is the worker's until another step is evaluated and indexed; then it is that one", async () => {
  const before = await db.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  expect(await listCheckpoints({ actor: owner, id: runId })).toEqual({
    steps: [10, 20, 30],
    result: 30,
    choice: null,
  });
  const asked = await chooseCheckpoint({ actor: owner, id: runId, step: 20 });
  expect(asked.choice).toEqual({ step: 20, state: "evaluating", reason: null });
  await expect(chooseCheckpoint({ actor: owner, id: runId, step: 10 })).rejects.toThrow(/being evaluated/);
  const evaluate = await jobOf("evaluate");
  const inputs = evaluate.inputs as { role: string; sha256: string }[];
  expect(inputs.find((one) => one.role === "adapter.weights")?.sha256).toBe(sha(adapter(20)));
  expect(evaluate.runId).toBeNull();

  await db.$transaction((tx) =>
    continueChoice(tx, evaluate, finished({ kind: "evaluate", report, validation: null })),
  );
  expect((await db.trainingRun.findUniqueOrThrow({ where: { id: runId } })).adapterHash).toBe(
    before.adapterHash,
  );
  const index = await jobOf("index");
  expect((index.spec as { checkpoints: object[] }).checkpoints).toMatchObject([{ step: 20 }]);
  await db.$transaction((tx) =>
    continueChoice(tx, index, finished({ kind: "index", indexRoot: "new-index" })),
  );
  const after = await db.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  expect(after.indexRoot).toBe("new-index");
  expect(after.adapterWeights).toBe(sha(adapter(20)));
  const { readBlob } = await import("@/lib/server/storage/blob-store");
  const manifest = JSON.parse((await readBlob(after.runManifest as string)).toString("utf8"));
  expect(manifest).toMatchObject({ adapter: { value: after.adapterHash }, result: { value: 20 } });
  expect((await listCheckpoints({ actor: owner, id: runId })).result).toBe(20);
});

it("a step that cannot be evaluated leaves the result and says why", async () => {
  await chooseCheckpoint({ actor: owner, id: runId, step: 10 });
  const failed = {
    ...(finished({ kind: "none" }) as object),
    outcome: "failed",
    reason: { detail: "No memory." },
  };
  const job = await jobOf("evaluate");
  await db.$transaction((tx) => continueChoice(tx, job, failed as never));
  expect(await listCheckpoints({ actor: owner, id: runId })).toMatchObject({
    result: 20,
    choice: { step: 10, state: "failed", reason: "No memory." },
  });
});

it("nobody else chooses, no unsaved step is taken, and a published run stays what it is", async () => {
  await expect(chooseCheckpoint({ actor: stranger, id: runId, step: 10 })).rejects.toThrow(/no such run/);
  await expect(chooseCheckpoint({ actor: owner, id: runId, step: 11 })).rejects.toThrow(/was not kept/);
  const model = await db.model.create({
    data: {
      slug: "lamps",
      name: "Lamps",
      summary: "",
      state: "published",
      runId,
      ownerId: owner.account?.id ?? "",
      baseModelId: "mf-tiny",
      inPer1kWei: "1",
      outPer1kWei: "1",
      adapterHash: "a",
      indexRoot: "b",
      publishCall: {},
      longRun: {},
    },
  });
  await expect(chooseCheckpoint({ actor: owner, id: runId, step: 10 })).rejects.toThrow(/published already/);
  await db.model.delete({ where: { id: model.id } });
});

it("a run goes on from a step with the same rows held out, and with nothing else changed that must not be", async () => {
  const call = {
    actor: owner,
    start: { runId, step: 10 },
    baseModelId: "mf-tiny",
    settings: { ...SETTINGS, learningRate: 1e-4 },
    snapshotRoots: [ROOT],
  };
  const [one, two] = [await findStart(call), await findStart(call)];
  expect(one.plan).toMatchObject({ planHash: sha("plan"), step: 10, weights: sha(adapter(10)) });
  expect(one.splitSecret).toBe("ab".repeat(32));
  expect(one.plan.draw).not.toBe(two.plan.draw);
  await expect(findStart({ ...call, actor: stranger })).rejects.toThrow(/no such run/);
  await expect(findStart({ ...call, start: { runId, step: 7 } })).rejects.toThrow(/was not kept/);
  await expect(findStart({ ...call, baseModelId: "smollm2-135m" })).rejects.toThrow(/the base model mf-tiny/);
  await expect(findStart({ ...call, snapshotRoots: [ROOT, hex32()] })).rejects.toThrow(/other data/);
  await expect(findStart({ ...call, settings: { ...SETTINGS, rank: 8 } })).rejects.toThrow(/rank 4/);
  await expect(findStart({ ...call, settings: { ...SETTINGS, dora: true } })).rejects.toThrow(/dora false/);
  await db.trainingRun.update({ where: { id: runId }, data: { state: "FAILED" } });
  await expect(findStart(call)).rejects.toThrow(/completed run/);
});
