/** Limits of trying a run for free, each with its reason. */

/** The engine is shared with those who pay: a person types a question in ten seconds or so. */
export const OWNER_QUESTIONS_AN_HOUR = 120;
export const LINK_QUESTIONS_A_MINUTE = 10;
/** Links of one run that work at the same time. */
export const MAX_OPEN_LINKS = 5;
/** The adapter may have to be fetched first. */
export const ANSWER_MS = 60_000;
