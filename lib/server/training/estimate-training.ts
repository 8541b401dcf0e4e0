import "server-only";
import { createHash, randomBytes } from "node:crypto";
import canonicalize from "canonicalize";
import type { z } from "zod";
import { planFlop, planSteps } from "@/lib/domain/training/estimate-run";
import { fitOf, needBytes } from "@/lib/domain/training/fit";
import { planSettings } from "@/lib/domain/training/plan-settings";
import { AppError } from "@/lib/errors/app-error";
import { WorkerCapabilities } from "@/lib/schemas/jobs";
import { TrainingEstimate, type TrainingInput, TrainingPlan } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { currentPolicy } from "@/lib/server/chain/current-policy";
import { findOnlineWorkers } from "@/lib/server/compute/find-online-workers";
import { placeRun } from "@/lib/server/compute/place-run";
import { db } from "@/lib/server/db/prisma";
import { walletBalance } from "@/lib/server/payments/wallet-balance";
import { putBlob } from "@/lib/server/storage/blob-store";
import { buildRunRows, findVersions, rowsToJsonl } from "./build-run-rows";
import { countTokens, type TokenCount } from "./count-tokens";
import { fundingTypedData, newEscrowRun } from "./escrow-run";
import { findStart } from "./find-start";
import { foreseeRun } from "./foresee-run";
import { resolveBase } from "./resolve-base";

const QUOTE_MS = 15 * 60_000;
const PARTS = 1_000_000;
/** A share of an amount, rounded up to the wei. */
const shareUp = (wei: bigint, share: number): bigint =>
  (wei * BigInt(Math.ceil(share * PARTS)) + BigInt(PARTS) - 1n) / BigInt(PARTS);

/** Without a worker nobody can count; four characters a token is what English text comes to. */
function guessTokens(rows: readonly { messages: { content: string }[] | null }[]): TokenCount {
  const characters = rows.reduce(
    (sum, row) => sum + (row.messages ?? []).reduce((inner, turn) => inner + turn.content.length, 0),
    0,
  );
  const tokens = Math.ceil(characters / 4);
  return {
    example: [],
    position: 0,
    trainedShare: 0.5,
    rows: rows.length,
    tokens,
    trainedTokens: Math.ceil(tokens / 2),
    cutRows: 0,
    p99Length: 0,
    templateHash: "0".repeat(64),
  };
}

/**
 * Prices an immutable plan before it starts and stores it with its rows for a quarter of an hour. Needs no account;
 * with one, the answer carries the authorisation that funds the escrow.
 */
export async function estimateTraining(call: {
  actor: Actor;
  input: z.infer<typeof TrainingInput>;
}): Promise<z.infer<typeof TrainingEstimate>> {
  const { input, actor } = call;
  const base = await resolveBase(input.baseModelId);
  const settings = planSettings(base, input.goal, input.settings);
  const start =
    input.start &&
    (await findStart({
      actor,
      start: input.start,
      baseModelId: base.id,
      settings,
      snapshotRoots: (await findVersions(input.data, actor)).map((version) => version.snapshotRoot),
    }));
  const splitSecret = start?.splitSecret ?? randomBytes(32).toString("hex");
  const { versions, rows, counts, issues } = await buildRunRows({ actor, data: input.data, splitSecret });
  const baseRef = { id: base.id, source: base.source, revision: null };
  const workers = await findOnlineWorkers();
  let tokens: TokenCount;
  try {
    const plain = rows.map((row) => ({ ...row, split: "train" as const }));
    tokens = await countTokens({
      base: baseRef,
      rows: plain,
      maxLength: settings.maxLength,
      position: rows.find((row) => row.leader)?.position ?? 0,
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "upstream_unavailable") throw error;
    tokens = guessTokens(rows);
    issues.push({
      level: "warn",
      message:
        "No worker is online: sizes are guessed from the number of characters. Waiting in the queue is free.",
    });
  }
  if (tokens.trainedTokens === 0)
    issues.push({ level: "block", message: "Nothing to learn from: no answer token is left to train on." });
  const steps = planSteps(counts.train, settings.batchSize, settings.epochs);
  if (steps < 100)
    issues.push({ level: "warn", message: `Only ${steps} training steps; 100 or more are advised.` });
  const perRow = tokens.tokens / Math.max(tokens.rows, 1);
  const trainTokens = Math.ceil(perRow * counts.train * settings.epochs);
  const evalTokens = Math.ceil(perRow * (counts.validation + counts.test) * (settings.evaluations + 1));
  const flop = planFlop({ parameters: base.parameters, trainTokens, evalTokens, steps, settings });
  const { offer, priceWei, placement, worker } = await placeRun(input.worker, flop, {
    method: settings.method,
    ownMachinesOnly: versions.some(({ datanet }) => datanet.access !== "public"),
  });
  const caps = (worker ? [worker] : workers).map((one) => WorkerCapabilities.parse(one.caps));
  const free = caps.length
    ? Math.max(...caps.map((c) => (c.device === "cuda" ? c.gpuMemoryBytes : c.memoryBytes)))
    : null;
  const need = needBytes(base, caps[0]?.device ?? "cpu", settings);
  if (caps.length > 0 && !caps.some((one) => one.methods.includes(settings.method)))
    issues.push({
      level: "block",
      message: `${worker?.name ?? "No worker that is online"} cannot train with QLoRA: bitsandbytes is missing there. Choose LoRA.`,
    });
  if (fitOf(need, free) === "too_large") {
    const lighter = needBytes(base, caps[0]?.device ?? "cpu", { ...settings, method: "qlora" });
    const tooLargeRemedy =
      settings.method === "lora" && fitOf(lighter, free) !== "too_large"
        ? `Use QLoRA (${Math.ceil(lighter / 1e9)} GB).`
        : "Choose a smaller base model.";
    issues.push({
      level: "block",
      message: `Needs ${Math.ceil(need / 1e9)} GB; ${worker?.name ?? "your largest worker"} has ${Math.floor((free ?? 0) / 1e9)}. ${tooLargeRemedy}`,
    });
  }
  const capWei = priceWei;
  const { share, seconds } = await foreseeRun({
    base,
    settings,
    datanetKeys: versions.map((version) => version.datanet.datanetKey),
    validationRows: counts.validation,
    trainTokens,
  });
  const expected = shareUp(capWei, share.expected);
  const plan = TrainingPlan.parse({
    v: 1,
    goal: input.goal,
    base: baseRef,
    data: versions.map((version) => ({
      datanetKey: version.datanet.datanetKey,
      version: version.number,
      snapshotRoot: version.snapshotRoot,
    })),
    rows: { train: counts.train, validation: counts.validation, test: counts.test },
    splitSecretHash: createHash("sha256").update(Buffer.from(splitSecret, "hex")).digest("hex"),
    settings,
    steps,
    start: start?.plan ?? null,
  });
  const planHash = createHash("sha256")
    .update(canonicalize(plan) ?? "")
    .digest("hex");
  const policy = await currentPolicy();
  const account = actor.account;
  const escrowRun = account
    ? await newEscrowRun({ client: account.address, capWei, planHash, bondWei: BigInt(placement.bondWei) })
    : null;
  const rowsAll = await putBlob(rowsToJsonl(rows));
  const rowsTrain = await putBlob(
    rowsToJsonl(rows.map((row) => (row.split === "test" || !row.leader ? { ...row, messages: null } : row))),
  );
  const quote = await db().trainingQuote.create({
    data: {
      accountId: account?.id ?? null,
      input,
      plan,
      planHash,
      splitSecret,
      estimate: {
        capWei: capWei.toString(),
        expectedWei: expected.toString(),
        placement,
        blocked: issues.some((issue) => issue.level === "block"),
      },
      ...(escrowRun && { escrowRun }),
      rowsTrain: rowsTrain.sha256,
      rowsAll: rowsAll.sha256,
      expiresAt: new Date(Date.now() + QUOTE_MS),
    },
  });
  return TrainingEstimate.parse({
    quoteId: quote.id,
    planHash,
    settings,
    rows: { ...counts },
    tokens: trainTokens,
    steps,
    seconds,
    lowWei: shareUp(capWei, share.low).toString(),
    expectedWei: expected.toString(),
    highWei: shareUp(capWei, share.high).toString(),
    capWei: capWei.toString(),
    lines: [
      { label: "start", wei: offer.startFeeWei },
      { label: "compute", wei: (priceWei - BigInt(offer.startFeeWei)).toString() },
    ],
    payees: [
      { who: "worker", bps: 10_000 - policy.trainingFeeBps },
      { who: "platform", bps: policy.trainingFeeBps },
    ],
    laterPayees: [
      { who: "platform", bps: policy.platformBps },
      { who: "owner", bps: policy.modelBps },
      { who: "stakers", bps: policy.stakerBps },
      { who: "contributors", bps: policy.dataBps },
    ],
    authorization: escrowRun ? await fundingTypedData(escrowRun) : null,
    walletWei: account ? (await walletBalance(account.address)).toString() : null,
    worker: worker ? { id: worker.id, name: worker.name, tier: worker.tier } : null,
    workersOnline: workers.length,
    expiresAt: quote.expiresAt.toISOString(),
    issues,
  });
}
