import "server-only";
import { ReplayResult } from "@/lib/schemas/jobs";
import type { RunCheck } from "@/lib/schemas/training";
import type { RunRow } from "./find-run-row";

/** A stored judgement as the run's page shows it, with the figures of a replay. */
export function toRunCheck(check: RunRow["checks"][number]): RunCheck {
  const replay = ReplayResult.safeParse(check.measured).data;
  const segments = replay?.segments ?? [];
  return {
    layer: check.layer as RunCheck["layer"],
    verdict: check.verdict as RunCheck["verdict"],
    worker: check.worker.name,
    verifier: check.verifierId,
    share: check.shareBps === null ? null : check.shareBps / 10_000,
    seedBlock: check.seedBlock,
    sentence: check.sentence,
    segments: replay ? segments.length : null,
    lossDifference: segments.length ? Math.max(...segments.map((one) => one.lossDifference)) : null,
    cosine: segments.length ? Math.min(...segments.map((one) => one.cosine)) : null,
    rows: replay?.rows?.count ?? null,
    at: check.createdAt.toISOString(),
  };
}
