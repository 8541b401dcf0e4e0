/** The keeper process: sends what is queued, reads the chain, settles, sweeps leases and unfinished answers. */
import { setTimeout as sleep } from "node:timers/promises";
import { deliverNotifications } from "@/lib/server/accounts/notifications/deliver-notifications";
import { runKeeper } from "@/lib/server/chain/keeper/run-keeper";
import { compareNext } from "@/lib/server/datanets/compare-next";
import { endReviewTimes } from "@/lib/server/datanets/end-review-times";
import { runImportJobs } from "@/lib/server/datanets/imports/run-import-jobs";
import { sweepQueries } from "@/lib/server/datanets/tables/sweep-queries";
import { tabulateNextVersion } from "@/lib/server/datanets/tables/tabulate-next-version";
import { sweepUploads } from "@/lib/server/datanets/uploads/sweep-uploads";
import { indexNextVersion } from "@/lib/server/datanets/version-index/index-next-version";
import { forgetMissed } from "@/lib/server/datanets/withdrawals/forget-missed";
import { scrubRuns } from "@/lib/server/datanets/withdrawals/scrub-runs";
import { logger } from "@/lib/server/http/logger";
import { finishPendingAnswers } from "@/lib/server/inference/finish-pending-answers";
import { sweepLeases } from "@/lib/server/jobs/sweep-leases";
import { setFact } from "@/lib/server/status/instance-facts";
import { drawAudits } from "@/lib/server/training/draw-audits";
import { releaseContested } from "@/lib/server/training/release-contested";

const BEAT_MS = 2_000;
const SWEEP_MS = 3_000;
const JANITOR_MS = 60_000;
const ERASURE_MS = 15_000;
/** Review times count in days. */
const REVIEW_MS = 60_000;

const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopped.abort());

async function repeat(name: string, pauseMs: number, work: () => Promise<unknown>): Promise<void> {
  while (!stopped.signal.aborted) {
    await work().catch((error) =>
      logger.error({ loop: name, err: error }, "A keeper step failed; it is tried again."),
    );
    await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
}

await Promise.all([
  runKeeper({ signal: stopped.signal }),
  runImportJobs(stopped.signal),
  repeat("beat", BEAT_MS, () => setFact("keeper", { at: new Date().toISOString() })),
  repeat("audits", BEAT_MS, drawAudits),
  repeat("contested", SWEEP_MS, releaseContested),
  repeat("leases", SWEEP_MS, sweepLeases),
  repeat("uploads", JANITOR_MS, sweepUploads),
  repeat("queries", JANITOR_MS, sweepQueries),
  repeat("tables", SWEEP_MS, tabulateNextVersion),
  repeat("answers", SWEEP_MS, finishPendingAnswers),
  repeat("notifications", BEAT_MS, () => deliverNotifications()),
  repeat("indexes", SWEEP_MS, indexNextVersion),
  repeat("copies", SWEEP_MS, compareNext),
  repeat("erasures", ERASURE_MS, scrubRuns),
  repeat("withdrawals", ERASURE_MS, forgetMissed),
  repeat("reviews", REVIEW_MS, () => endReviewTimes()),
]);
process.exit(0);
