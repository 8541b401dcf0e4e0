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
} from "./primitives";

/**
 * GET, POST /api/v1/datanets/{slug}/contributions · GET, PATCH …/contributions/{id}
 * POST …/contributions/{id}/statement · POST …/contributions/{id}/submission · POST …/contributions/{id}/review
 * GET …/contributions/{id}/rows · GET, POST …/contributions/{id}/appeal · POST …/appeal/votes
 */

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

/** 0 to 10,000 each; null where a part cannot be said of a row. */
const Points = z.int().min(0).max(10_000);
export const RowQuality = z.object({
  score: Points,
  parts: z.object({
    format: Points.nullable(),
    uniqueness: Points.nullable(),
    privacy: Points.nullable(),
    language: Points.nullable(),
    richness: Points.nullable(),
    toxicity: Points.nullable(),
    topic: Points.nullable(),
  }),
});
export type RowQuality = z.infer<typeof RowQuality>;

/** What the scores of one contribution's rows have in common, and their mean. */
export const ScoreCard = z.object({
  method: z.literal("quality-1"),
  mean: Points,
  languages: z.array(z.string()),
  /** sha256 of the word lists. */
  toxicList: z.string(),
  topicList: z.string().nullable(),
  topicFifthBps: Points.nullable(),
});
export type ScoreCard = z.infer<typeof ScoreCard>;

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
  /** First rows of the file as read, one string per column; like all samples of the file for its author only. */
  preview: z.array(z.array(z.string())),
  report: ConversionReport.nullable(),
  root: Hash32.nullable(),
  contributorId: Hash32.nullable(),
  anchor: z.object({ state: ChainState, txHash: Hash32.nullable() }),
  /** Rows by verdict; all zero until the batch is anchored. */
  verdicts: z.object({ pending: z.int(), accepted: z.int(), rejected: z.int() }),
  /** Rows that copy an earlier one; null until they were compared with the rest of the Datanet. */
  copies: z.int().nullable(),
  /** Mean quality of the rows and what it was measured with; null until they were compared. */
  scoreCard: ScoreCard.nullable(),
  /** Possible personal details found by pattern; null until the rows were looked through. */
  personalDetails: z.int().nullable(),
  /** Those of them that wait for the author's decision; nothing can be signed before. */
  undecidedDetails: z.int(),
  /** True for the owner's own rows, which nobody else has judged. */
  selfAccepted: z.boolean(),
  /** False for people who see that rows were accepted, but not the rows. */
  viewerReadsRows: z.boolean(),
  viewerIsAuthor: z.boolean(),
  viewerMayReview: z.boolean(),
  viewerMayAppeal: z.boolean(),
  /** Whether the author has appealed; the appeal is a resource of its own. */
  appealed: z.boolean(),
  /** Rows that were taken back, and those of them whose text is gone. */
  withdrawn: z.int(),
  erased: z.int(),
  viewerMayWithdraw: z.boolean(),
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
  /** `quality-1`; null until the rows were compared. */
  quality: RowQuality.nullable(),
  /** Possible personal details, by kind and as they stand in the row. */
  personalDetails: z.array(
    z.object({
      kind: PersonalDetailKind,
      text: z.string(),
      /** Why its author keeps it; null while undecided. */
      kept: z.string().nullable(),
    }),
  ),
  /** The earliest record that says the same; only the first of such rows is trained and paid. */
  copyOf: z
    .object({ handle: z.string(), at: Timestamp, prompt: z.string(), similarityBps: z.int() })
    .nullable(),
});
export type ContributionRow = z.infer<typeof ContributionRow>;
export const ContributionRowPage = page(ContributionRow).extend({ total: z.int() });
/** As offered, or by quality. */
export const RowOrder = z.enum(["position", "worst", "best"]);
export type RowOrder = z.infer<typeof RowOrder>;

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

/** What becomes of the possible personal details of some rows, or of those of one kind or text in them. */
export const DecideDetailsBody = z
  .strictObject({
    decision: z.enum(["redact", "drop", "keep"]),
    rows: z.union([z.literal("all"), z.array(z.int().min(0)).min(1).max(1_000)]),
    kind: PersonalDetailKind.optional(),
    text: z.string().max(2_000).optional(),
    reason: z.string().trim().max(300, "at most 300 characters").optional(),
  })
  .refine(({ decision, reason }) => decision !== "keep" || (reason ?? "").length >= 3, {
    path: ["reason"],
    message: "say why these may stay; reviewers read it",
  });
export type DecideDetailsBody = z.infer<typeof DecideDetailsBody>;
