import { z } from "zod";
import { Address, ChainState, Hash32, Id, page, Sha256, Slug, Timestamp, TypedData, Wei } from "./primitives";

/**
 * POST /api/v1/training-runs/preview · POST …/estimate · GET, POST /api/v1/training-runs
 * GET /api/v1/training-runs/{id} · GET …/{id}/events (SSE) · POST …/{id}/stop · PUT /api/v1/training-runs/queue
 * POST /api/v1/training-sweeps
 * GET, POST /api/v1/training-runs/{id}/checkpoints · GET, POST /api/v1/training-runs/{id}/exports · GET …/exports/file
 * PUT, GET /api/v1/training-drafts/{id}
 */

export const Goal = z.enum(["style", "facts", "classify", "continue"]);
export type Goal = z.infer<typeof Goal>;

/** What a person may change. Missing values take the base model's measured defaults. */
export const TrainingSettings = z.strictObject({
  /** `qlora`: the base in 4 bits while training; what is trained and served is the same kind of adapter. */
  method: z.enum(["lora", "qlora"]),
  rank: z.union([z.literal(4), z.literal(8), z.literal(16), z.literal(32), z.literal(64)]),
  alpha: z.int().min(4).max(512),
  /** Scale updates by alpha / sqrt(rank) instead of alpha / rank. */
  rslora: z.boolean(),
  /** Learn a length for every output beside the direction that LoRA turns it to. */
  dora: z.boolean(),
  dropout: z.number().min(0).max(0.2),
  learningRate: z.number().min(1e-5).max(5e-3),
  schedule: z.enum(["linear", "cosine", "constant"]),
  warmupRatio: z.number().min(0).max(0.1),
  batchSize: z.int().min(1).max(64),
  epochs: z.int().min(1).max(20),
  maxLength: z.int().min(32).max(8192),
  /** Lay short rows into one sequence, each blind to the others; the result is that of padded rows. */
  packing: z.boolean(),
  /** Noise on the embeddings of training rows, uniform in ±neftune / sqrt(tokens * width); 0 is none. */
  neftune: z.number().min(0).max(15),
  weightDecay: z.number().min(0).max(0.1),
  clip: z.number().min(0.1).max(10),
  earlyStop: z.boolean(),
  keepBest: z.boolean(),
  evaluations: z.int().min(1).max(20),
  checkpoints: z.int().min(1).max(20),
  attributionCheckpoints: z.int().min(1).max(3),
  seed: z.int().min(0).max(4294967295),
});
export type TrainingSettings = z.infer<typeof TrainingSettings>;

/** A step of a finished run of one's own, whose adapter a new run begins with. */
export const RunStart = z.strictObject({ runId: Id, step: z.int().min(1) });

export const TrainingInput = z.strictObject({
  goal: Goal,
  baseModelId: z.string(),
  data: z
    .array(z.strictObject({ slug: Slug, version: z.int().min(1) }))
    .min(1, "choose a Datanet")
    .max(8),
  settings: TrainingSettings.partial().default({}),
  /** `auto`: the operator's own machine while one is online, else the cheapest provider. Or a worker's id. */
  worker: z.string().max(64).default("auto"),
  start: RunStart.nullable().default(null),
});
export type TrainingInput = z.infer<typeof TrainingInput>;

export const RunDraft = z.object({
  id: Id,
  version: z.int(),
  input: z.record(z.string(), z.unknown()),
  updatedAt: Timestamp,
});
export const SaveRunDraftBody = z.strictObject({ input: z.record(z.string(), z.unknown()) });

export const PreviewToken = z.object({ text: z.string(), trained: z.boolean() });
export const TrainingPreview = z.object({
  example: z.array(PreviewToken),
  position: z.int(),
  trainedShare: z.number(),
  rows: z.int(),
  tokens: z.int(),
  trainedTokens: z.int(),
  cutRows: z.int(),
  p99Length: z.int(),
  split: z.object({ train: z.int(), validation: z.int(), test: z.int(), duplicates: z.int() }),
  templateHash: Sha256,
  issues: z.array(z.object({ level: z.enum(["block", "warn"]), message: z.string() })),
});
export type TrainingPreview = z.infer<typeof TrainingPreview>;

/** Plans that were made before a setting existed ran without it. */
const PlannedSettings = TrainingSettings.extend({
  rslora: TrainingSettings.shape.rslora.default(false),
  dora: TrainingSettings.shape.dora.default(false),
  packing: TrainingSettings.shape.packing.default(false),
  neftune: TrainingSettings.shape.neftune.default(0),
});

/** The immutable plan; planHash = sha256 of its canonical JSON (RFC 8785). */
export const TrainingPlan = z.object({
  v: z.literal(1),
  goal: Goal,
  base: z.object({
    id: z.string(),
    source: z.enum(["bundled", "local", "hub"]),
    revision: z.string().nullable(),
  }),
  data: z.array(z.object({ datanetKey: Hash32, version: z.int(), snapshotRoot: Hash32 })),
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  splitSecretHash: Sha256,
  settings: PlannedSettings,
  steps: z.int(),
  /** Whose adapter the run begins with: its plan, step and weights; `draw` keeps two runs from one step apart. */
  start: z
    .object({ planHash: Sha256, step: z.int(), weights: Sha256, draw: Sha256 })
    .nullable()
    .default(null),
});
export type TrainingPlan = z.infer<typeof TrainingPlan>;

export const TrainingEstimate = z.object({
  quoteId: Id,
  planHash: Sha256,
  settings: TrainingSettings,
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int(), duplicates: z.int() }),
  tokens: z.int(),
  steps: z.int(),
  seconds: z.object({ low: z.number(), expected: z.number(), high: z.number() }),
  /** Likely price with early stop as runs before have taught it: four of five runs lie between low and high. */
  lowWei: Wei,
  expectedWei: Wei,
  highWei: Wei,
  /** Most that can be charged; what is not charged returns. */
  capWei: Wei,
  lines: z.array(z.object({ label: z.string(), wei: Wei })),
  payees: z.array(z.object({ who: z.string(), bps: z.int() })),
  laterPayees: z.array(z.object({ who: z.string(), bps: z.int() })),
  /** ERC-3009 authorisation of the cap to the escrow; null when the worker asks for no money. */
  authorization: TypedData.nullable(),
  walletWei: Wei.nullable(),
  /** Whom the plan is priced for; null while nobody is online. */
  worker: z.object({ id: Id, name: z.string(), tier: z.int() }).nullable(),
  workersOnline: z.int(),
  expiresAt: Timestamp,
  issues: z.array(z.object({ level: z.enum(["block", "warn"]), message: z.string() })),
});
export type TrainingEstimate = z.infer<typeof TrainingEstimate>;

export const CreateTrainingRunBody = z.strictObject({
  quoteId: Id,
  planHash: Sha256,
  signature: z
    .string()
    .regex(/^0x[0-9a-fA-F]+$/)
    .nullable(),
});

/** Two or three plans that differ in their rate, each with its own quote and signature. */
export const CreateSweepBody = z.strictObject({ runs: z.array(CreateTrainingRunBody).min(2).max(3) });
export const Sweep = z.object({ runIds: z.array(Id) });

export const RunState = z.enum([
  "FUNDING",
  "QUEUED",
  "RUNNING",
  "STOPPING",
  "VERIFYING",
  "SUCCEEDED",
  "STOPPED",
  "CANCELLED",
  "FAILED",
]);
export type RunState = z.infer<typeof RunState>;

export const MetricPoint = z.object({
  step: z.int(),
  kind: z.enum(["train", "eval"]),
  loss: z.number(),
  learningRate: z.number().nullable(),
  gradNorm: z.number().nullable(),
  tokensPerS: z.number().nullable(),
});
export type MetricPoint = z.infer<typeof MetricPoint>;

/** A greedy answer at one evaluation, base beside now. */
export const RunSample = z.object({
  step: z.int(),
  prompt: z.string(),
  base: z.string(),
  tuned: z.string(),
  expected: z.string(),
});
export type RunSample = z.infer<typeof RunSample>;

/** Server-sent event: `id` is seq (gapless), `event` is kind. */
export const RunEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("state"),
    seq: z.int(),
    at: Timestamp,
    state: RunState,
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("phase"),
    seq: z.int(),
    at: Timestamp,
    phase: z.string(),
    step: z.int(),
    steps: z.int(),
  }),
  z.object({
    kind: z.literal("metrics"),
    seq: z.int(),
    at: Timestamp,
    points: z.array(MetricPoint),
    step: z.int(),
    steps: z.int(),
  }),
  z.object({ kind: z.literal("sample"), seq: z.int(), at: Timestamp, samples: z.array(RunSample) }),
  z.object({ kind: z.literal("checkpoint"), seq: z.int(), at: Timestamp, step: z.int(), sha256: Sha256 }),
  z.object({ kind: z.literal("log"), seq: z.int(), at: Timestamp, text: z.string() }),
  z.object({ kind: z.literal("notice"), seq: z.int(), at: Timestamp, text: z.string() }),
  /** Work after `fromStep` was thrown away; the points and samples behind it no longer count. */
  z.object({
    kind: z.literal("restart"),
    seq: z.int(),
    at: Timestamp,
    fromStep: z.int(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal("end"), seq: z.int(), at: Timestamp, state: RunState }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** Held-out comparison; intervals are 95 % paired bootstrap over rows. Losses in nats per answer token. */
export const EvalReport = z.object({
  rows: z.int(),
  baseLoss: z.number(),
  tunedLoss: z.number(),
  deltaLoss: z.object({ mean: z.number(), low: z.number(), high: z.number() }),
  verdict: z.enum(["better", "no_proven_difference", "worse"]),
  baseF1: z.number(),
  tunedF1: z.number(),
  changedAnswers: z.object({ changed: z.int(), of: z.int() }),
  samples: z.array(
    z.object({
      group: z.enum(["best", "worst", "random"]),
      prompt: z.string(),
      expected: z.string(),
      base: z.string(),
      tuned: z.string(),
      deltaLoss: z.number(),
    }),
  ),
});
export type EvalReport = z.infer<typeof EvalReport>;

/**
 * One layer of what is checked before money moves. `gate`: the artefacts themselves; `recompute`: losses on held-out
 * rows; `replay`: chain, training rows and drawn segments on a trusted worker.
 */
export const RunCheck = z.object({
  layer: z.enum(["gate", "recompute", "replay"]),
  verdict: z.enum(["passed", "refused"]),
  worker: z.string(),
  verifier: z.string().nullable(),
  /** Share of segments that were drawn for the replay. */
  share: z.number().nullable(),
  seedBlock: z.int().nullable(),
  sentence: z.string(),
  /** Replay only: segments replayed, largest relative loss difference, smallest cosine, rows recomputed. */
  segments: z.int().nullable(),
  lossDifference: z.number().nullable(),
  cosine: z.number().nullable(),
  rows: z.int().nullable(),
  at: Timestamp,
});
export type RunCheck = z.infer<typeof RunCheck>;

export const TrainingRun = z.object({
  id: Id,
  state: RunState,
  phase: z.string().nullable(),
  goal: Goal,
  baseModelId: z.string(),
  data: z.array(z.object({ slug: Slug, name: z.string(), version: z.int() })),
  settings: TrainingSettings,
  planHash: Sha256,
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  step: z.int(),
  steps: z.int(),
  attempt: z.int(),
  etaSeconds: z.number().nullable(),
  /** Place among all waiting runs, from 1. */
  queuePosition: z.int().nullable(),
  reason: z.string().nullable(),
  escrow: z
    .object({ capWei: Wei, chargedWei: Wei, refundedWei: Wei, state: ChainState, txHash: Hash32.nullable() })
    .nullable(),
  lastSeq: z.int(),
  points: z.array(MetricPoint),
  samples: z.array(RunSample),
  evaluation: EvalReport.nullable(),
  adapterHash: Sha256.nullable(),
  indexRoot: Sha256.nullable(),
  /** Null while something is missing; then the run can be published with POST /api/v1/models. */
  publishable: z.boolean(),
  notPublishableReason: z.string().nullable(),
  modelSlug: Slug.nullable(),
  /** The run and step that this one went on from. */
  start: RunStart.nullable(),
  worker: z.object({ address: Address, name: z.string(), tier: z.int() }).nullable(),
  /** The runs of one sweep in order of their rates; `best` once all have ended. Null for a run by itself. */
  sweep: z.object({ runIds: z.array(Id), best: Id.nullable() }).nullable(),
  /** Empty for the operator's own worker, whose result only passes the gate and the evaluation. */
  checks: z.array(RunCheck),
  createdAt: Timestamp,
  endedAt: Timestamp.nullable(),
});
export type TrainingRun = z.infer<typeof TrainingRun>;
export const TrainingRunPage = page(TrainingRun.omit({ points: true, samples: true, evaluation: true }));

const FormatParity = z.object({
  same: z.int(),
  of: z.int(),
  firstDifference: z.object({ prompt: z.int(), token: z.int() }).nullable(),
});
/** An export pack: what is in it, what was left out and why, and how its models answered beside the trainer's. */
export const ExportResult = z.object({
  bytes: z.int(),
  formats: z.array(z.string()),
  withheld: z.array(z.object({ format: z.string(), reason: z.string() })),
  parity: z.object({
    prompts: z.int(),
    tokens: z.int(),
    promptIdsEqual: z.boolean(),
    formats: z.record(z.string(), FormatParity),
  }),
});
export const ExportPack = z.object({
  state: z.enum(["none", "making", "ready", "failed"]),
  reason: z.string().nullable(),
  result: ExportResult.nullable(),
});
export type ExportPack = z.infer<typeof ExportPack>;

/** Saved steps of a run: which one is its result, and which one is being made so. */
export const RunCheckpoints = z.object({
  steps: z.array(z.int()),
  result: z.int().nullable(),
  choice: z
    .object({
      step: z.int(),
      state: z.enum(["evaluating", "indexing", "done", "failed"]),
      reason: z.string().nullable(),
    })
    .nullable(),
});
export type RunCheckpoints = z.infer<typeof RunCheckpoints>;
export const ChooseCheckpointBody = z.strictObject({ step: z.int().min(1) });

export const StopRunBody = z.strictObject({ outcome: z.enum(["keep", "discard"]) });

/** One's own waiting runs, all of them, in the wanted order. */
export const ReorderQueueBody = z.strictObject({ ids: z.array(Id).min(1).max(100) });
