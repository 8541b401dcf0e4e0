import type { RunState } from "@/lib/schemas/training";

const ENDED: ReadonlySet<RunState> = new Set(["SUCCEEDED", "STOPPED", "CANCELLED", "FAILED"]);

export const isEnded = (state: RunState): boolean => ENDED.has(state);
