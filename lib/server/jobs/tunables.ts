/** Thresholds of leases and retries, in seconds, each with its reason. */

/** Outlasts a restart of the app of up to a minute. */
export const LEASE_S = 120;
/** From the claim to the first sign of life: loading a large base is reported by beats, not here. */
export const START_WITHIN_S = 120;
/** One blob lookup and a process start stay far below this; a browser keeps waiting that long. */
export const PREVIEW_WAIT_MS = 10_000;
/** How often the queue is looked at without a ring: for pauses that end, and for a bell that was lost. */
export const CLAIM_LOOK_MS = 1_000;
export const MAX_ARTIFACT_BYTES = 2 * 1024 * 1024 * 1024;
export const MAX_ATTEMPTS = 3;
export const WORKER_TOKEN_S = 900;
/** A worker that has not been heard of for this long counts as absent. */
export const WORKER_ONLINE_S = 60;
