import { z } from "zod";
import { Address, Hash32, Hex, Id, Sha256 } from "./primitives";
import {
  EvalReport,
  ExportResult,
  MetricPoint,
  RunSample,
  TrainingPlan,
  TrainingPreview,
  TrainingSettings,
} from "./training";

/**
 * The GPU workers' private surface under /api/worker (JSON, started by the worker, bearer token).
 * POST nonce · register · token · claim · links · jobs/{id}/start · beat · uploads · uploads/{uploadId}/complete · finish
 * PUT jobs/{id}/logs?fence&seq&offset · GET, PUT blobs/{sha256} (signed link)
 * Workers get durations, never clock times. Every write carries the fence; a loser gets 409 `lease_lost`.
 */

export const JobKind = z.enum(["preview", "train", "evaluate", "replay", "index", "export"]);
export type JobKind = z.infer<typeof JobKind>;

export const WorkerCapabilities = z.object({
  device: z.enum(["cpu", "cuda", "mps"]),
  deviceName: z.string(),
  cores: z.int(),
  memoryBytes: z.int(),
  gpuMemoryBytes: z.int(),
  /** Ids of base models that need no download. */
  bases: z.array(z.string()),
  kinds: z.array(JobKind),
  /** What this machine can train with; workers of before there was a choice say nothing. */
  methods: z.array(TrainingSettings.shape.method).default(["lora"]),
});
export type WorkerCapabilities = z.infer<typeof WorkerCapabilities>;

const OfferWei = z.string().regex(/^\d{1,24}$/);
/** Price of a worker in OPEN wei: per run, and per 10^15 floating-point operations of the plan. */
export const WorkerOffer = z.object({ ratePerPflopWei: OfferWei, startFeeWei: OfferWei });
export type WorkerOffer = z.infer<typeof WorkerOffer>;

const RegisteredMachine = z.strictObject({
  name: z.string().min(1).max(64),
  workerKey: z.string().regex(/^[0-9a-f]{64}$/),
  keySig: z.string().regex(/^[0-9a-f]{128}$/),
  /** Random per process: a new one gives up what an earlier process of this worker held. */
  bootId: z.string().min(16).max(64),
  caps: WorkerCapabilities,
  version: z.string(),
});
/**
 * `code`: the operator's own machine; `keySig` = ed25519 over `mf-register/1\n{code}\n{workerKey}`.
 * `wallet`: anybody's; `keySig` over `mf-register/1\n{nonce}\n{workerKey}`, `walletSig` = EIP-712
 * WorkerRegistration{wallet, workerKey, nonce, expiry} with the values of POST nonce.
 */
export const RegisterWorkerBody = z.discriminatedUnion("kind", [
  RegisteredMachine.extend({ kind: z.literal("code"), code: z.string().min(16).max(128) }),
  RegisteredMachine.extend({
    kind: z.literal("wallet"),
    wallet: Address,
    nonce: Hash32,
    expiry: z.int(),
    walletSig: Hex,
    offer: WorkerOffer,
  }),
]);
export const WorkerNonceBody = z.strictObject({ wallet: Address });
/** What the wallet has to sign; `expiry` is a Unix time, so that the machine needs no right clock. */
export const WorkerNonce = z.object({
  nonce: Hash32,
  expiry: z.int(),
  chainId: z.int(),
  verifyingContract: Address,
});
export const WorkerToken = z.object({
  workerId: Id,
  token: z.string(),
  nonce: z.string(),
  expiresInS: z.int(),
});
/** `keySig` = ed25519 over `mf-token/1\n{workerId}\n{nonce}`; each answer carries the next nonce. */
export const RenewTokenBody = z.strictObject({
  workerId: Id,
  nonce: z.string(),
  keySig: z.string().regex(/^[0-9a-f]{128}$/),
});

export const ClaimBody = z.strictObject({
  kinds: z.array(JobKind).min(1),
  freeMemoryBytes: z.int(),
  cachedBases: z.array(z.string()),
  waitS: z.int().min(0).max(25),
});

/** One segment of a run computed again by a trusted worker: steps between two checkpoints. */
export const ReplayedSegment = z.object({
  first: z.int(),
  last: z.int(),
  /** Claimed losses and stored state lead from the first chain head to the second. */
  chainHolds: z.boolean(),
  /** Largest relative difference of a step's loss. */
  lossDifference: z.number(),
  /** Between the claimed and the replayed update of the weights. */
  cosine: z.number(),
  passed: z.boolean(),
});

/** What an audit of an untrusted worker's run found; `finding` names the first claim that does not hold, `at` its step. */
export const ReplayResult = z.object({
  kind: z.literal("replay"),
  segments: z.array(ReplayedSegment),
  /** Training rows whose loss was recomputed from checkpoints, and the largest difference to the chain's. */
  rows: z.object({ count: z.int(), lossDifference: z.number(), step: z.int(), limit: z.number() }).nullable(),
  finding: z.enum(["checkpoint", "chain", "curve", "tokens", "weights", "rows", "replay"]).nullable(),
  at: z.int().nullable(),
  passed: z.boolean(),
});
export type ReplayResult = z.infer<typeof ReplayResult>;

export const BaseRef = TrainingPlan.shape.base;

/** One line of the `rows` input (JSON Lines, snapshot order). `messages` is null where the job may not see the text. */
export const JobRow = z.object({
  position: z.int(),
  recordId: Id,
  salt: Hash32,
  commitment: Hash32,
  contributorId: Hash32,
  contributorNo: z.int(),
  cluster: z.int(),
  leader: z.boolean(),
  /** First-come order over the run's Datanets; decides leaders. */
  order: z.int(),
  split: z.enum(["train", "validation", "test"]),
  messages: z
    .array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
    .nullable(),
});
export type JobRow = z.infer<typeof JobRow>;

export const JobSpec = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("preview"),
    base: BaseRef,
    maxLength: z.int(),
    /** Row whose tokens are shown; counts cover all rows. */
    position: z.int(),
  }),
  z.object({
    kind: z.literal("train"),
    runId: Id,
    plan: TrainingPlan,
    planHash: Sha256,
    /** Snapshot roots, sorted; part of the adapter's identity. */
    datanets: z.array(Hash32),
  }),
  z.object({
    kind: z.literal("evaluate"),
    runId: Id,
    base: BaseRef,
    /** The trainer's, whose claims about validation rows are checked over the same kind of base. */
    method: TrainingSettings.shape.method.default("lora"),
    adapterHash: Sha256,
    maxLength: z.int(),
    seed: z.int(),
  }),
  z.object({
    kind: z.literal("replay"),
    runId: Id,
    plan: TrainingPlan,
    planHash: Sha256,
    datanets: z.array(Hash32),
    /** What the worker claimed at the end. Inputs: `rows`, `adapter.weights`, `curve`, `checkpoint.<step>` of every step. */
    step: z.int(),
    tokens: z.int(),
    chainHead: Sha256,
    /** Last steps of the drawn segments. */
    segments: z.array(z.int()),
  }),
  z.object({
    kind: z.literal("export"),
    runId: Id,
    base: BaseRef,
    adapterHash: Sha256,
  }),
  z.object({
    kind: z.literal("index"),
    runId: Id,
    base: BaseRef,
    adapterHash: Sha256,
    maxLength: z.int(),
    seed: z.int(),
    snapshotRoots: z.array(Hash32),
    runManifestHash: Sha256,
    /** The published one last; each has an input `checkpoint.<step>`. */
    checkpoints: z
      .array(z.object({ step: z.int(), learningRate: z.number() }))
      .min(1)
      .max(3),
  }),
]);
export type JobSpec = z.infer<typeof JobSpec>;

/**
 * EIP-712 Assignment (domain OpenTraining); the worker's wallet answers `start` with its signature over
 * {runId, worker, rate, fence, deadline}. `rate` is wei per training step; `capWei` bounds the whole run.
 */
export const JobAssignment = z.object({
  runId: Hash32,
  worker: Address,
  rate: z.string(),
  fence: z.int(),
  deadline: z.int(),
  capWei: z.string(),
  chainId: z.int(),
  verifyingContract: Address,
});
export type JobAssignment = z.infer<typeof JobAssignment>;

export const JobInput = z.object({ role: z.string(), sha256: Sha256, bytes: z.int(), url: z.string() });

export const ClaimedJob = z.object({
  jobId: Id,
  kind: JobKind,
  attempt: z.int(),
  fence: z.int(),
  leaseToken: z.string(),
  leaseS: z.int(),
  startWithinS: z.int(),
  spec: JobSpec,
  inputs: z.array(JobInput),
  assignment: JobAssignment.nullable(),
  evaluatorSig: Hex.nullable(),
  /** Newest accepted checkpoint of an earlier attempt: input `resume` is a tar of the checkpoint folder. */
  resume: z.object({ step: z.int(), sha256: Sha256 }).nullable(),
});
export type ClaimedJob = z.infer<typeof ClaimedJob>;

export const StartJobBody = z.strictObject({
  fence: z.int(),
  workerSig: Hex.nullable(),
  device: z.string(),
  code: z.string(),
});
export const Lease = z.object({ leaseS: z.int() });

export const LinksBody = z.strictObject({ sha256: z.array(Sha256).min(1).max(64) });
export const Links = z.object({
  links: z.array(z.object({ sha256: Sha256, url: z.string(), expiresInS: z.int() })),
});

/** One processor or graphics card at the moment of a beat; what its driver does not tell is null. */
export const DeviceReading = z.object({
  kind: z.enum(["cpu", "gpu"]),
  name: z.string().max(120),
  memoryUsedBytes: z.int(),
  memoryTotalBytes: z.int(),
  /** Share of the time since the last beat that it was busy; 0 to 1. */
  utilisation: z.number().min(0).max(1).nullable(),
  temperatureC: z.number().nullable(),
  powerW: z.number().nullable(),
});
export type DeviceReading = z.infer<typeof DeviceReading>;

export const BeatBody = z.strictObject({
  fence: z.int(),
  /** Per attempt, from 1; a repeated seq is acknowledged and ignored. */
  seq: z.int().min(1),
  phase: z.string().max(40),
  step: z.int(),
  steps: z.int(),
  points: z.array(MetricPoint).max(2000),
  samples: z.array(RunSample).max(16),
  logs: z.array(z.string().max(2000)).max(200),
  chainHead: Sha256.nullable(),
  device: z.object({
    /** Memory of the job's own process. */
    rssBytes: z.int(),
    readings: z.array(DeviceReading).max(33).default([]),
  }),
});
export const BeatAnswer = z.object({
  leaseS: z.int(),
  command: z.enum(["continue", "save_and_stop", "discard_and_stop", "drain"]),
});

/**
 * Artefact roles. train: `adapter.weights`, `adapter.manifest`, `run.manifest`, `checkpoint` (tar, resumable, `step` set),
 * `checkpoint.<step>` (attribution: adapter weights at that step). index: `index.manifest`, `index.file`.
 * export: `export.pack` (zip).
 */
export const UploadBody = z.strictObject({
  fence: z.int(),
  role: z.string().max(64),
  sha256: Sha256,
  bytes: z.int().min(0),
  step: z.int().nullable(),
});
export const UploadAnswer = z.object({
  have: z.boolean(),
  uploadId: Id.nullable(),
  partBytes: z.int(),
  parts: z.array(z.object({ n: z.int(), url: z.string() })),
});
export const CompleteUploadBody = z.strictObject({ fence: z.int(), etags: z.array(z.string()) });
export const CompletedUpload = z.object({ artifactId: Id });

export const FinishBody = z.strictObject({
  fence: z.int(),
  outcome: z.enum(["succeeded", "stopped", "cancelled", "failed"]),
  /** For `failed`: a code of the error table, and a sentence for the person. */
  reason: z.object({ code: z.string(), detail: z.string(), reason: z.string().nullable() }).nullable(),
  artifacts: z.array(
    z.object({
      role: z.string(),
      sha256: Sha256,
      bytes: z.int(),
      step: z.int().nullable(),
      learningRate: z.number().nullable(),
      /** File name inside an index. */
      name: z.string().nullable(),
    }),
  ),
  /**
   * Worker wallet's EIP-712 Submission{runId, milestone: 1, checkpointHash: 0x + sha256 of adapter.weights,
   * chainHead: 0x + chainHead, accrued: min(capWei, rate * step), fence: assignment.fence}. Null without an assignment.
   */
  submissionSig: Hex.nullable(),
  result: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("none") }),
    z.object({ kind: z.literal("preview"), preview: TrainingPreview.omit({ split: true, issues: true }) }),
    z.object({
      kind: z.literal("train"),
      step: z.int(),
      steps: z.int(),
      tokens: z.int(),
      seconds: z.number(),
      baseEvalLoss: z.number().nullable(),
      evalLoss: z.number().nullable(),
      adapterHash: Sha256.nullable(),
      chainHead: Sha256,
    }),
    z.object({
      kind: z.literal("evaluate"),
      report: EvalReport,
      /** Losses over the validation rows, to hold the trainer's claims against; null without such rows. */
      validation: z.object({ rows: z.int(), baseLoss: z.number(), tunedLoss: z.number() }).nullable(),
    }),
    ReplayResult,
    ExportResult.extend({ kind: z.literal("export") }),
    z.object({
      kind: z.literal("index"),
      indexRoot: Sha256,
      method: z.literal("influence"),
      records: z.int(),
      decoys: z.int(),
      checkpoints: z.int(),
      k: z.int(),
      bytes: z.int(),
      seconds: z.number(),
    }),
  ]),
});
export type FinishBody = z.infer<typeof FinishBody>;
export const Finished = z.object({ state: z.string() });
