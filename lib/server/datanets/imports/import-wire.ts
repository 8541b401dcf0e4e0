import "server-only";
import { z } from "zod";
import { RecordContent } from "@/lib/domain/datanets/record-content";
import {
  ColumnRole,
  ConversionReport,
  ImportFormat,
  ImportOptions,
  ImportProblem,
} from "@/lib/schemas/contributions";
import { DatanetKind } from "@/lib/schemas/datanets";
import { Sha256 } from "@/lib/schemas/primitives";

/**
 * What supervisor and import child say to each other, through files of one folder: `spec.json` in, `outcome.json`
 * out, chunks of records between. The child reads hostile files, so everything it writes is parsed before use.
 */

export const CHECKPOINT_FILE = "checkpoint.json";

/** Names of the n-th chunk: its records, their hashes for the search for copies after a restart, and what was left out. */
export const chunkFile = (n: number) => `chunk-${String(n).padStart(6, "0")}.jsonl.zst`;
export const keysFile = (n: number) => `chunk-${String(n).padStart(6, "0")}.keys`;
export const rejectedFile = (n: number) => `rejected-${String(n).padStart(6, "0")}.jsonl`;

export const ImportSpec = z.object({
  kind: z.enum(["inspect", "convert"]),
  files: z.array(z.object({ path: z.string(), filename: z.string(), bytes: z.number() })),
  datanetKind: DatanetKind,
  roles: z.record(z.string(), ColumnRole),
  options: ImportOptions,
  /** Slows the reader down between chunks; 0 except in tests that kill it in the middle. */
  pauseMs: z.number().default(0),
});
export type ImportSpec = z.infer<typeof ImportSpec>;

/** Where a record came from: the file, and in a document the bytes of its extract. */
export const Origin = z.object({
  file: z.int(),
  member: z.string().optional(),
  line: z.int(),
  byteStart: z.int().optional(),
  byteEnd: z.int().optional(),
  page: z.int().optional(),
});
export type Origin = z.infer<typeof Origin>;

/** One line of a chunk. */
export const RecordLine = z.object({
  content: RecordContent,
  textHash: Sha256,
  split: z.enum(["train", "validation", "test"]).nullable(),
  /** Possible personal details in its texts. */
  details: z.int().min(0).default(0),
  origin: Origin,
});
export type RecordLine = z.infer<typeof RecordLine>;

export const Inspected = z.object({
  kind: z.literal("inspected"),
  format: ImportFormat,
  columns: z.array(z.object({ name: z.string(), role: ColumnRole, samples: z.array(z.string()) })),
  preview: z.array(z.array(z.string())),
  fits: z.boolean(),
  fix: ImportOptions.nullable(),
});

export const Outcome = z.discriminatedUnion("kind", [
  Inspected,
  z.object({
    kind: z.literal("converted"),
    report: ConversionReport,
    chunks: z.int(),
    /** Extracted text of documents by file: index of the file → name of the extract in the folder. */
    extracts: z.array(z.object({ file: z.int(), name: z.string() })),
  }),
  z.object({ kind: z.literal("refused"), ...ImportProblem.shape }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** A line of the child's standard output. */
export const ProgressLine = z.object({
  phase: z.enum(["unpack", "read"]),
  rows: z.int(),
  /** Share of the bytes that were read, 0 to 1. */
  done: z.number().min(0).max(1).nullable(),
});
export type ProgressLine = z.infer<typeof ProgressLine>;
