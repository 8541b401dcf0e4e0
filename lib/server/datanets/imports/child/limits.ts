import "server-only";

/** What one import may hold, each with its reason. */

/** A row longer than this is a broken file more often than a row, and costs memory many times its size. */
export const MAX_LINE_BYTES = 1_048_576;
export const MAX_RECORDS = 5_000_000;
export const MAX_COLUMNS = 512;
export const MAX_DEPTH = 32;
export const MAX_DOCUMENT_BYTES = 50 * 1024 * 1024;
export const MAX_PDF_PAGES = 2000;
/** Unpacked size of a table in an archive: the largest table that may be uploaded plainly. */
export const MAX_UNPACKED_BYTES = 5 * 1024 ** 3;
/** Text packs 10:1 and, when it repeats itself, 50:1; a bomb packs 1000:1. */
export const MAX_RATIO = 100;
/** Below this size the ratio says nothing: a few repeated rows pack well. */
export const RATIO_FROM_BYTES = 1_048_576;
export const MAX_ARCHIVE_FILES = 20;
export const MAX_OFFICE_ENTRIES = 2000;
export const MAX_OFFICE_BYTES = 200 * 1024 * 1024;
/** Rows that are looked at before anything is asked. */
export const SAMPLE_ROWS = 1000;
export const PREVIEW_ROWS = 100;
/** A batch between reader and writer stays small beside the heap. */
export const BATCH_ROWS = 256;
export const BATCH_BYTES = 1_048_576;
export const CHUNK_RECORDS = 4096;
export const CHUNK_BYTES = 4 * 1024 * 1024;
export const PARQUET_FOOTER_BYTES = 16 * 1024 * 1024;
export const PARQUET_GROUPS = 10_000;
/** DuckDB holds a page packed and unpacked; more does not fit beside its other buffers in 128 MB. */
export const PARQUET_PAGE_BYTES = 48 * 1024 * 1024;
