import { z } from "zod";
import { Address, Hash32, Id, page, Sha256, Slug, Timestamp, WalletCall, Wei } from "./primitives";
import { EvalReport } from "./training";

/**
 * GET /api/v1/base-models · GET, POST /api/v1/models · GET /api/v1/models/{slug} · POST …/{slug}/publications
 */

export const BaseModel = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(["bundled", "local", "hub"]),
  hubId: z.string().nullable(),
  family: z.string(),
  parameters: z.number(),
  contextLength: z.int(),
  downloadBytes: z.number(),
  spdxId: z.string(),
  gated: z.boolean(),
  available: z.boolean(),
  fit: z.enum(["fits", "tight", "too_large", "no_worker"]),
  needBytes: z.number(),
  /** The same with the base in 4 bits; null where the largest worker cannot do that. */
  qlora: z
    .object({ fit: z.enum(["fits", "tight", "too_large", "no_worker"]), needBytes: z.number() })
    .nullable(),
  defaults: z.object({
    rank: z.int(),
    alpha: z.int(),
    learningRate: z.number(),
    epochs: z.int(),
    batchSize: z.int(),
  }),
});
export type BaseModel = z.infer<typeof BaseModel>;
export const BaseModelPage = page(BaseModel);

/** Price in wei per 1,000 tokens; chargeUp = ceil((in * inPer1k + out * outPer1k) / 1000). */
export const Price = z.object({ priceId: z.int(), inPer1kWei: Wei, outPer1kWei: Wei });
export type Price = z.infer<typeof Price>;

export const ModelCard = z.object({
  slug: Slug,
  name: z.string(),
  summary: z.string(),
  /** draft: prepared here; publishing: transaction sent; published: on chain and callable; failed: see reason. */
  state: z.enum(["draft", "publishing", "published", "failed"]),
  modelId: z.string().nullable(),
  version: z.int(),
  /** `slug@sha12`, the name under which this exact adapter is called. */
  servedName: z.string(),
  baseModelId: z.string(),
  owner: z.object({ address: Address, handle: z.string() }),
  price: Price,
  standardCallWei: Wei,
  datanets: z.array(z.object({ slug: Slug, name: z.string(), version: z.int() })),
  lift: z.object({ deltaLoss: z.number(), low: z.number(), high: z.number() }).nullable(),
  answers: z.int(),
  createdAt: Timestamp,
});
export type ModelCard = z.infer<typeof ModelCard>;
export const ModelPage = page(ModelCard);

export const ModelDetail = ModelCard.extend({
  runId: Id,
  adapterHash: Sha256,
  indexRoot: Sha256,
  attribution: z.object({
    method: z.enum(["influence"]),
    payable: z.boolean(),
    records: z.int(),
    decoys: z.int(),
    checkpoints: z.int(),
    /** "weak" below 64 decoys. */
    strength: z.enum(["weak", "usual"]),
  }),
  contributors: z.array(
    z.object({ contributorId: Hash32, handle: z.string(), records: z.int(), longRunPermille: z.int() }),
  ),
  evaluation: EvalReport.nullable(),
  txHash: Hash32.nullable(),
  /** Rows of its versions that were taken back since: it learned them, and nothing new would. */
  withdrawnRows: z.int(),
  viewerIsOwner: z.boolean(),
  /** Present while the owner's wallet still has to send `publish`. */
  publish: WalletCall.nullable(),
});
export type ModelDetail = z.infer<typeof ModelDetail>;

export const CreateModelBody = z.strictObject({
  runId: Id,
  slug: Slug,
  name: z.string().trim().min(3).max(80),
  summary: z.string().trim().max(280).default(""),
  inPer1kWei: Wei,
  outPer1kWei: Wei,
});
export type CreateModelBody = z.infer<typeof CreateModelBody>;
