import { z } from "zod";
import { Address, Hash32, Id, Sha256, Wei } from "./primitives";

/** GET /api/v1/attribution/answers/{receiptId} */

export const Confidence = z.enum(["high", "medium", "low", "weak"]);

/** Integer evidence of one answer, as the worker returns it (attribute.evidence/1) plus what the split used. */
export const AttributionEvidence = z.object({
  kind: z.literal("attribute.evidence/1"),
  indexRoot: Sha256,
  /** base64 of the int8 query code. */
  queryCode: z.string(),
  tau: z.object({ quantile: z.string().nullable(), decoys: z.string().nullable(), used: z.string() }),
  liftMilliNats: z.int(),
  excessTotal: z.string(),
  clusters: z.array(
    z.object({
      cluster: z.int(),
      /** Row number inside the index, where trained rows come first; not the snapshot's. */
      leaderRow: z.int(),
      /** The leader's salted commitment: names the record here and on the chain. */
      commitment: Hash32,
      contributor: z.int(),
      score: z.string(),
      excess: z.string(),
    }),
  ),
  contributors: z.array(z.object({ contributor: z.int(), contributorId: Hash32, excess: z.string() })),
  weak: z.boolean(),
  ms: z.record(z.string(), z.number()),
});
export type AttributionEvidence = z.infer<typeof AttributionEvidence>;

/** Everything the division of the data part stands on; a receipt's `evidenceHash` commits to it. */
export const EvidenceDocument = z.object({
  kind: z.literal("mf.evidence/1"),
  method: z.enum(["influence", "fallback"]),
  fallbackReason: z.enum(["low_lift", "below_null", "no_evidence", "own_question"]).nullable(),
  adapterHash: Sha256,
  indexRoot: Sha256,
  /** Long-run shares in parts per billion, by contributorId. */
  longRun: z.record(z.string(), z.number()),
  /** contributorIds of the payer, who is not paid for his own question; ascending. */
  excluded: z.array(Hash32),
  policyVersion: z.int(),
  evidence: AttributionEvidence.nullable(),
});
export type EvidenceDocument = z.infer<typeof EvidenceDocument>;

export const AnswerAttribution = z.object({
  kind: z.literal("attribution.answer/1"),
  receiptId: Id,
  state: z.enum(["pending", "ready", "fallback"]),
  method: z.enum(["influence", "fallback"]).nullable(),
  fallbackReason: z.string().nullable(),
  confidence: Confidence.nullable(),
  liftMilliNats: z.int().nullable(),
  contributors: z.array(
    z.object({
      contributorId: Hash32,
      name: z.string(),
      payee: Address.nullable(),
      sharePermille: z.int(),
      amountWei: Wei,
    }),
  ),
  records: z.array(
    z.object({
      recordId: Id,
      datanet: z.string(),
      /** False: the Datanet is not public and the reader has no grant; prompt and completion are empty then. */
      readable: z.boolean(),
      prompt: z.string(),
      completion: z.string(),
      contributorId: Hash32,
      contributor: z.string(),
      score: z.string(),
      sharePermille: z.int(),
      amountWei: Wei,
    }),
  ),
  zeros: z.array(z.object({ contributorId: Hash32, name: z.string(), reason: z.string() })),
});
export type AnswerAttribution = z.infer<typeof AnswerAttribution>;
