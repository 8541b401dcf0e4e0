import { z } from "zod";
import { Hash32, Id, page, Timestamp } from "./primitives";

/**
 * GET, POST /api/v1/datanets/{slug}/versions · GET …/{slug}/records?version=&cursor= · GET …/records/{recordId}/proof
 * GET …/{slug}/versions/{n}/stats · …/diff · …/download · …/croissant · POST …/versions/{n}/query
 */

export const DatanetVersion = z.object({
  number: z.int(),
  state: z.enum(["sealed", "anchored", "failed"]),
  snapshotRoot: Hash32,
  clusterRoot: Hash32,
  manifestHash: Hash32,
  records: z.int(),
  clusters: z.int(),
  contributors: z.int(),
  txHash: Hash32.nullable(),
  createdAt: Timestamp,
});
export type DatanetVersion = z.infer<typeof DatanetVersion>;
export const DatanetVersionPage = page(DatanetVersion);

/** What one version holds that another does not. Records never change, so a row is there or not. */
export const VersionDiff = z.object({
  number: z.int(),
  /** The version it is compared with; null stands for the empty set before version 1. */
  against: z.int().nullable(),
  added: z.int(),
  removed: z.int(),
  byContributor: z.array(
    z.object({ contributorId: Hash32, handle: z.string(), added: z.int(), removed: z.int() }),
  ),
  items: z.array(
    z.object({
      id: Id,
      change: z.enum(["added", "removed"]),
      prompt: z.string(),
      completion: z.string(),
      handle: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type VersionDiff = z.infer<typeof VersionDiff>;

export const DatanetRecord = z.object({
  id: Id,
  position: z.int(),
  prompt: z.string(),
  completion: z.string(),
  system: z.string().nullable(),
  contributor: z.object({ contributorId: Hash32, handle: z.string() }),
  commitment: Hash32,
  /** True for the first record of a duplicate cluster; only leaders are trained and paid. */
  leader: z.boolean(),
});
export type DatanetRecord = z.infer<typeof DatanetRecord>;
export const DatanetRecordPage = page(DatanetRecord).extend({ total: z.int() });

/** What is looked for in a version; absent fields ask for nothing. */
export const RecordFilter = z.object({
  /** Words that a row must all hold. */
  q: z.string().trim().max(200).optional(),
  contributor: Hash32.optional(),
  /** `first`: only the first record of each duplicate cluster; `copies`: only the others. */
  cluster: z.enum(["first", "copies"]).optional(),
  /** Length class k: texts of 2^k up to 2^(k+1) - 1 characters. */
  size: z.coerce.number().int().min(0).max(40).optional(),
});
export type RecordFilter = z.infer<typeof RecordFilter>;

/** Histograms over the rows that match a filter. */
export const VersionStats = z.object({
  total: z.int(),
  sizes: z.array(z.object({ size: z.int(), count: z.int() })),
  /** The fifty with most rows. */
  contributors: z.array(z.object({ contributorId: Hash32, handle: z.string(), count: z.int() })),
});
export type VersionStats = z.infer<typeof VersionStats>;

/** Opens one row against its two on-chain roots: its batch (anchorBatch) and the version (anchorVersion). */
export const RecordProof = z.object({
  v: z.literal(1),
  chainId: z.int(),
  datanetKey: Hash32,
  /** Canonical JSON (RFC 8785) of the record; sha256 of these bytes is salted into the commitment. */
  recordBytes: z.string(),
  salt: Hash32,
  commitment: Hash32,
  contributorId: Hash32,
  batch: z.object({ root: Hash32, position: z.int(), proof: z.array(Hash32), txHash: Hash32.nullable() }),
  version: z
    .object({
      number: z.int(),
      snapshotRoot: Hash32,
      position: z.int(),
      chunkIndex: z.int(),
      chunkRoot: Hash32,
      chunkCount: z.int(),
      chunkProof: z.array(Hash32),
      snapshotProof: z.array(Hash32),
      txHash: Hash32.nullable(),
    })
    .nullable(),
});
export type RecordProof = z.infer<typeof RecordProof>;

export const QueryBody = z.strictObject({
  /** One SELECT over the table `data`. */
  sql: z.string().trim().min(1, "write a SELECT").max(8_000, "at most 8,000 characters"),
});

/** Lists, structs and maps come as their JSON text, whole numbers beyond 2^53 as digits. */
export const QueryCell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type QueryCell = z.infer<typeof QueryCell>;

export const QueryResult = z.object({
  /** Types as the engine names them. */
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(QueryCell)),
  /** Why there would be more: at 1,000 rows, or at 4 MB. */
  truncated: z.enum(["rows", "bytes"]).nullable(),
  tookMs: z.int(),
  /** How many of this hour's calls the account has left. */
  callsLeft: z.int(),
});
export type QueryResult = z.infer<typeof QueryResult>;
