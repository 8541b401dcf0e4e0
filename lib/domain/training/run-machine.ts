import type { RunState } from "@/lib/schemas/training";

/** Which state may follow which; every write is conditional on this and on the fence. */
const NEXT: Record<RunState, readonly RunState[]> = {
  FUNDING: ["QUEUED", "CANCELLED", "FAILED"],
  QUEUED: ["RUNNING", "CANCELLED", "FAILED"],
  RUNNING: ["QUEUED", "STOPPING", "VERIFYING", "FAILED", "CANCELLED"],
  STOPPING: ["VERIFYING", "CANCELLED", "FAILED", "QUEUED"],
  VERIFYING: ["SUCCEEDED", "STOPPED", "FAILED", "QUEUED"],
  SUCCEEDED: [],
  STOPPED: [],
  CANCELLED: [],
  FAILED: [],
};

export function mayFollow(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to);
}

export function isTerminal(state: RunState): boolean {
  return NEXT[state].length === 0;
}

/** States that a run never leaves. */
export const TERMINAL_STATES: readonly RunState[] = (Object.keys(NEXT) as RunState[]).filter(isTerminal);
