import type { LaunchSpec } from "@/lib/domain/compute/launch/launch-spec";

/** One way to start a worker elsewhere. `id` is what the place calls it. */
export type Launcher = {
  /** What `start` would send, for people to look at; the secret is left out. */
  render: (spec: LaunchSpec) => string;
  start: (spec: LaunchSpec) => Promise<{ id: string }>;
  /** In the place's own words. */
  status: (id: string) => Promise<string>;
  /** Ends it; what it trained since its last checkpoint is done again by another one. */
  stop: (id: string) => Promise<void>;
};

/** The start failed for a reason that the person can mend. */
export class LaunchError extends Error {}
