import { z } from "zod";
import {
  Address,
  ChainState,
  Hash32,
  Id,
  page,
  Sha256,
  Signature,
  Slug,
  Timestamp,
  TypedData,
  WalletCall,
  Wei,
} from "./primitives";

/**
 * GET, POST /api/v1/datanets · GET, PATCH /api/v1/datanets/{slug} · POST …/{slug}/publications
 * GET …/{slug}/records?version=&cursor= · GET …/{slug}/versions · POST …/{slug}/versions
 * GET …/{slug}/records/{recordId}/proof · GET …/{slug}/contributors
 * GET …/{slug}/versions/{n}/stats · …/diff · …/download · …/croissant
 * GET, POST …/{slug}/contributions · GET, PATCH …/{slug}/contributions/{id}
 * POST …/contributions/{id}/statement · POST …/contributions/{id}/submission · POST …/contributions/{id}/review
 * GET …/contributions/{id}/rows · GET, POST …/contributions/{id}/appeal · POST …/appeal/votes · GET, POST …/members
 */

export const DatanetKind = z.enum(["pair", "chat", "preference", "text"]);
export type DatanetKind = z.infer<typeof DatanetKind>;

/** Column roles of the mapping step. `ignore` keeps a column out of the record. */
export const ColumnRole = z.enum([
  "prompt",
  "input",
  "completion",
  "system",
  "chosen",
  "rejected",
  "text",
  "messages",
  "id",
  "source",
  "language",
  "split",
  "meta",
  "ignore",
]);
export type ColumnRole = z.infer<typeof ColumnRole>;

export const Licence = z.object({
  spdxId: z.string(),
  name: z.string(),
  /** What the licence allows here; `credit` asks to name the source, which receipts and cards do. */
  train: z.boolean(),
  publish: z.boolean(),
  paidInference: z.boolean(),
});
export type Licence = z.infer<typeof Licence>;

export const DatanetCard = z.object({
  slug: Slug,
  name: z.string(),
  summary: z.string(),
  kind: DatanetKind,
  spdxId: z.string(),
  owner: z.object({ address: Address, handle: z.string() }),
  /** draft: only here; publishing: the wallet's transaction is on its way; published: on chain. */
  state: z.enum(["draft", "publishing", "published", "archived"]),
  records: z.int(),
  contributors: z.int(),
  latestVersion: z.int().nullable(),
  models: z.int(),
  paidWei: Wei,
  createdAt: Timestamp,
});
export type DatanetCard = z.infer<typeof DatanetCard>;

export const Datanet = DatanetCard.extend({
  card: z.string(),
  /** What the owner asks of rows; empty when nothing is written. */
  guidelines: z.string(),
  datanetKey: Hash32,
  licence: Licence,
  viewerIsOwner: z.boolean(),
  txHash: Hash32.nullable(),
  /** Present while the owner's wallet still has to send `createDatanet`. */
  publish: WalletCall.nullable(),
  pendingContributions: z.int(),
  /** Accepted rows that the newest version does not hold. */
  unsealed: z.int(),
});
export type Datanet = z.infer<typeof Datanet>;
export const DatanetPage = page(DatanetCard);

export const CreateDatanetBody = z.strictObject({
  name: z.string().trim().min(3, "at least 3 characters").max(80, "at most 80 characters"),
  summary: z.string().trim().min(10, "at least 10 characters").max(280, "at most 280 characters"),
  card: z.string().max(20_000).default(""),
  kind: DatanetKind.default("pair"),
  spdxId: z.string().min(1, "choose a licence"),
  guidelines: z.string().max(8_000).default(""),
});
export type CreateDatanetBody = z.infer<typeof CreateDatanetBody>;

/** What an owner may change at any time; kind, licence and versions never change. Absent fields stay. */
export const UpdateDatanetBody = z.strictObject({
  summary: CreateDatanetBody.shape.summary.optional(),
  card: z.string().max(20_000).optional(),
  guidelines: z.string().max(8_000).optional(),
});
export type UpdateDatanetBody = z.infer<typeof UpdateDatanetBody>;

/** The wallet sent `createDatanet`; the server checks the transaction and waits for its log. */
export const ReportPublicationBody = z.strictObject({ txHash: Hash32 });

export const RejectedRow = z.object({
  /** 1-based line of the file (CSV: line on which the row starts; JSON array: index + 1). */
  line: z.int(),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  raw: z.string(),
});
export type RejectedRow = z.infer<typeof RejectedRow>;

/**
 * rowsIn = rowsOut + rejected + exactDuplicates, and
 * turns.in = turns.out + turns.merged + turns.rejected + turns.duplicate, always.
 */
export const ConversionReport = z.object({
  rowsIn: z.int(),
  rowsOut: z.int(),
  rejected: z.int(),
  exactDuplicates: z.int(),
  turns: z
    .object({ in: z.int(), out: z.int(), merged: z.int(), rejected: z.int(), duplicate: z.int() })
    .default({ in: 0, out: 0, merged: 0, rejected: 0, duplicate: 0 }),
  /** How many rows were left out for each reason, duplicates included. */
  codes: z.record(z.string(), z.int()).default({}),
  /** How many rows go to training, validation and test by their own word. */
  splits: z.record(z.string(), z.int()).default({}),
  /** Set when reading stopped at a limit; the rows before it are kept and counted. */
  stopped: z.string().nullable().default(null),
  samples: z.array(RejectedRow).max(200),
});
export type ConversionReport = z.infer<typeof ConversionReport>;

/** A repair that one click applies to the way the files are read. */
export const ImportOptions = z.strictObject({
  encoding: z.enum(["utf-8", "windows-1252", "utf-16le", "utf-16be", "shift_jis", "gb18030"]).optional(),
  delimiter: z.enum([",", ";", "\t", "|"]).optional(),
  /** False when the first line already is a row. */
  header: z.boolean().optional(),
  /** Names of turns that the file uses beside ours. */
  roleNames: z.record(z.string().max(60), z.enum(["system", "user", "assistant"])).optional(),
  /** Joins neighbouring turns of one speaker instead of leaving the row out. */
  mergeTurns: z.boolean().optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** Why a file was not taken: the sentence for its author, and the repair that would help. */
export const ImportProblem = z.object({
  reason: z.string(),
  message: z.string(),
  fix: ImportOptions.nullable(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

export const ImportFormat = z.enum([
  "csv",
  "tsv",
  "json",
  "jsonl",
  "parquet",
  "xlsx",
  "txt",
  "md",
  "pdf",
  "docx",
]);
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ContributionState = z.enum([
  "checking",
  "refused",
  "needs_mapping",
  "ready",
  "submitted",
  "anchoring",
  "in_review",
  "accepted",
  "partly_accepted",
  "rejected",
  "failed",
]);
export type ContributionState = z.infer<typeof ContributionState>;

export const RowVerdict = z.enum(["pending", "accepted", "rejected"]);
export type RowVerdict = z.infer<typeof RowVerdict>;

/** Why a row is rejected; the reviewer adds a sentence that the author can act on. */
export const RejectCode = z.enum([
  "off_topic",
  "wrong",
  "duplicate",
  "low_quality",
  "privacy",
  "licence",
  "unsafe",
  "other",
]);
export type RejectCode = z.infer<typeof RejectCode>;

export const Contribution = z.object({
  id: Id,
  datanet: Slug,
  author: z.object({ address: Address, handle: z.string() }),
  state: ContributionState,
  filename: z.string(),
  /** Null until the files were looked into. */
  format: ImportFormat.nullable(),
  files: z.array(z.object({ filename: z.string(), bytes: z.int(), sha256: Sha256 })),
  options: ImportOptions,
  problem: ImportProblem.nullable(),
  /** What the reader is at while the state is `checking`. */
  progress: z
    .object({
      phase: z.enum(["waiting", "unpack", "read", "store"]),
      rows: z.int(),
      done: z.number().nullable(),
    })
    .nullable(),
  note: z.string(),
  columns: z.array(z.object({ name: z.string(), role: ColumnRole, samples: z.array(z.string()) })),
  /** First rows of the file as read, one string per column. */
  preview: z.array(z.array(z.string())),
  report: ConversionReport.nullable(),
  root: Hash32.nullable(),
  contributorId: Hash32.nullable(),
  anchor: z.object({ state: ChainState, txHash: Hash32.nullable() }),
  /** Rows by verdict; all zero until the batch is anchored. */
  verdicts: z.object({ pending: z.int(), accepted: z.int(), rejected: z.int() }),
  /** Rows that copy an earlier one; null until they were compared with the rest of the Datanet. */
  copies: z.int().nullable(),
  /** Possible personal details found by pattern; null until the rows were looked through. */
  personalDetails: z.int().nullable(),
  /** True for the owner's own rows, which nobody else has judged. */
  selfAccepted: z.boolean(),
  /** False for people who see that rows were accepted, but not the file: samples and preview are empty then. */
  viewerReadsRows: z.boolean(),
  viewerIsAuthor: z.boolean(),
  viewerMayReview: z.boolean(),
  viewerMayAppeal: z.boolean(),
  /** Whether the author has appealed; the appeal is a resource of its own. */
  appealed: z.boolean(),
  createdAt: Timestamp,
});
export type Contribution = z.infer<typeof Contribution>;
export const ContributionPage = page(Contribution);

/** A file that arrived whole. */
export const Upload = z.object({ id: Id, filename: z.string(), bytes: z.int(), sha256: Sha256 });
export type Upload = z.infer<typeof Upload>;

export const FetchUploadBody = z.strictObject({ address: z.string().min(1, "give an address").max(2000) });

export const CreateContributionBody = z.strictObject({
  uploadIds: z.array(Id).min(1, "choose a file").max(20, "at most 20 files"),
  note: z.string().max(500).default(""),
});

/** Roles and, after a refusal, the chosen repair. */
export const MapContributionBody = z.strictObject({
  roles: z.record(z.string(), ColumnRole).optional(),
  options: ImportOptions.optional(),
});

/** What the author's wallet signs: the right to license exactly these rows. */
export const LicenceStatement = z.object({
  root: Hash32,
  count: z.int(),
  contributorId: Hash32,
  typedData: TypedData,
});
export type LicenceStatement = z.infer<typeof LicenceStatement>;

export const SubmitContributionBody = z.strictObject({ signature: Signature });
export const PersonalDetailKind = z.enum([
  "email",
  "phone",
  "card",
  "iban",
  "ip_address",
  "login_url",
  "api_key",
  "private_key",
  "seed_phrase",
]);
export type PersonalDetailKind = z.infer<typeof PersonalDetailKind>;

/** One row of a contribution as its author and the reviewers see it. */
export const ContributionRow = z.object({
  position: z.int(),
  prompt: z.string(),
  completion: z.string(),
  system: z.string().nullable(),
  verdict: RowVerdict,
  rejection: z.object({ code: RejectCode, reason: z.string() }).nullable(),
  /** Possible personal details, by kind and as they stand in the row. */
  personalDetails: z.array(z.object({ kind: PersonalDetailKind, text: z.string() })),
  /** The earliest record that says the same; only the first of such rows is trained and paid. */
  copyOf: z
    .object({ handle: z.string(), at: Timestamp, prompt: z.string(), similarityBps: z.int() })
    .nullable(),
});
export type ContributionRow = z.infer<typeof ContributionRow>;
export const ContributionRowPage = page(ContributionRow).extend({ total: z.int() });

const ReviewedRows = z.union([z.literal("pending"), z.array(z.int().min(0)).min(1).max(10_000)]);

/** Judgements in order; `pending` means every row that is not judged by then. A judged row stays as it is. */
export const ReviewContributionBody = z.strictObject({
  judgements: z
    .array(
      z.discriminatedUnion("verdict", [
        z.strictObject({ verdict: z.literal("accept"), rows: ReviewedRows }),
        z.strictObject({
          verdict: z.literal("reject"),
          rows: ReviewedRows,
          code: RejectCode,
          reason: z
            .string()
            .trim()
            .min(3, "say in a sentence what is wrong; the author reads it")
            .max(500, "at most 500 characters"),
        }),
      ]),
    )
    .min(1)
    .max(100),
});
export type ReviewContributionBody = z.infer<typeof ReviewContributionBody>;
export type Judgement = ReviewContributionBody["judgements"][number];

export const AppealBody = z.strictObject({
  text: z.string().trim().min(20, "at least 20 characters: say why the rows belong in").max(2000),
});
export const AppealVoteBody = z.strictObject({
  vote: z.enum(["overturn", "uphold"]),
  reason: z.string().trim().min(3, "give the author a sentence").max(500),
});
export const Appeal = z.object({
  state: z.enum(["open", "upheld", "overturned", "expired"]),
  text: z.string(),
  /** Drawn reviewers by handle; empty while no independent reviewer is there. */
  panel: z.array(z.string()),
  votes: z.array(z.object({ by: z.string(), vote: z.enum(["overturn", "uphold"]), reason: z.string() })),
  dueAt: Timestamp,
  viewerMayVote: z.boolean(),
});
export type Appeal = z.infer<typeof Appeal>;

export const DatanetMember = z.object({ address: Address, handle: z.string(), since: Timestamp });
export type DatanetMember = z.infer<typeof DatanetMember>;
export const DatanetMemberPage = page(DatanetMember);
export const AddMemberBody = z.strictObject({ address: Address });

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

export const DatanetContributor = z.object({
  contributorId: Hash32,
  handle: z.string(),
  payee: Address.nullable(),
  records: z.int(),
  paidWei: Wei,
});
export type DatanetContributor = z.infer<typeof DatanetContributor>;
export const DatanetContributorPage = page(DatanetContributor);
