import "server-only";
import { type Band, expectedPace, expectedShare, PATIENCE } from "@/lib/domain/training/expected-run";
import { stoppedPrior, usualSeconds } from "@/lib/domain/training/usual-run";
import type { TrainingSettings } from "@/lib/schemas/training";
import { findEarlierRuns } from "./earlier-runs";

type Foreseen = {
  /** Of the whole plan's price, which is the cap. */
  share: Band;
  seconds: Band;
};

const WHOLE: Band = { low: 1, expected: 1, high: 1 };

/**
 * What a plan will probably cost and take: how far it goes before early stop ends it, from earlier runs on the same
 * data, else on the same base, else from what was measured for it; and how long that takes here.
 */
export async function foreseeRun(input: {
  base: { id: string; parameters: number };
  settings: TrainingSettings;
  datanetKeys: readonly string[];
  validationRows: number;
  trainTokens: number;
}): Promise<Foreseen> {
  const { base, settings, trainTokens } = input;
  const earlier = await findEarlierRuns(base.id, input.datanetKeys);
  const stops = settings.earlyStop && input.validationRows > 0 && settings.evaluations > PATIENCE;
  const stopped = earlier.filter((run) => run.earlyStop);
  const same = stopped.filter((run) => run.sameData);
  const share = stops
    ? expectedShare(settings, same.length > 0 ? same : stopped, stoppedPrior(base.id))
    : WHOLE;
  const pace = expectedPace(earlier.map((run) => run.seconds / usualSeconds(base, run.tokens, run.settings)));
  const seconds = (at: keyof Band) => usualSeconds(base, trainTokens * share[at], settings) * pace[at];
  return { share, seconds: { low: seconds("low"), expected: seconds("expected"), high: seconds("high") } };
}
