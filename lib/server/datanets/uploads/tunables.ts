import "server-only";

/** Limits of uploads, each with its reason. */

/** Larger files go in resumable parts: a body of this size is held in memory while it is read. */
export const PLAIN_BYTES = 5 * 1024 * 1024;
export const MAX_TABLE_BYTES = 5 * 1024 ** 3;
/** An upload that nobody goes on with is given up after a day. */
export const EXPIRY_MS = 24 * 3600 * 1000;
export const IN_FLIGHT = 3;
export const DAY_BYTES = 10 * 1024 ** 3;
export const STORED_BYTES = 20 * 1024 ** 3;
export const FILES_PER_CONTRIBUTION = 20;
/** What one request may fetch from elsewhere, and for how long; larger files are downloaded and uploaded. */
export const FETCH_BYTES = 1024 ** 3;
export const FETCH_MS = 600_000;
