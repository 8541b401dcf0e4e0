import "server-only";

/** What a child is asked for, in its folder. */
export const SPEC_FILE = "spec.json";
/** Written by a child into its folder when it comes to an end of its own. */
export const OUTCOME_FILE = "outcome.json";
