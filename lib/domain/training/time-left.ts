/** How far a run was at a moment: what each beat of its worker reports. */
export type Progress = { atMs: number; step: number };

/** Below this many steps since the first report the pace is mostly chance. */
const MIN_STEPS = 5;

/**
 * Seconds until the last step, null before there is a pace. The pace is that of the later half of what was done: it
 * holds evaluations and checkpoints in their proportion, leaves out loading and probing, and follows a machine that
 * became slower. Time that passed since the last report is taken off.
 * @param reports in order of time, of one attempt
 */
export function timeLeft(reports: readonly Progress[], steps: number, nowMs: number): number | null {
  const first = reports[0];
  const last = reports.at(-1);
  if (!first || !last || last.step - first.step < MIN_STEPS) return null;
  const half = first.step + (last.step - first.step) / 2;
  const since = reports.findLast((report) => report.step <= half) ?? first;
  const secondsPerStep = (last.atMs - since.atMs) / 1000 / (last.step - since.step);
  const left = secondsPerStep * Math.max(steps - last.step, 0);
  return Math.max(left - Math.max(nowMs - last.atMs, 0) / 1000, 0);
}
