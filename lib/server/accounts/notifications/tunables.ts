/** Thresholds of telling people, each with its reason. */

/** 10 s, 40 s, 3 min, 11 min, 43 min, 3 h: a receiver may be down for a night's first half. */
export const FIRST_RETRY_MS = 10_000;
export const RETRY_FACTOR = 4;
export const MAX_ATTEMPTS = 7;
/** Longer than one try takes at most, so that a keeper that died in between does not lose the message. */
export const TRY_MS = 30_000;
export const ANSWER_MS = 10_000;
export const BATCH = 20;
/** Per account. */
export const MAX_TARGETS = 5;
/** Each one sends a mail to an address that nobody has confirmed yet. */
export const MAX_EMAILS_A_DAY = 5;
export const SHOWN = 50;
