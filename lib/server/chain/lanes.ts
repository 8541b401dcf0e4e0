import "server-only";
import type { Role } from "./local-keys";

/** Keys the keeper sends with, one lane each: a lane's nonces belong to one process. */
export const LANES = ["relayer", "operator", "evaluator"] as const satisfies readonly Role[];
export type Lane = (typeof LANES)[number];
