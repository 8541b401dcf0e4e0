/** Of the saved steps those nearest to i/count of `chosen`, that one last; the worker picks by the same rule. */
export function nearestSteps(saved: readonly number[], count: number, chosen: number): number[] {
  const earlier = saved.filter((step) => step < chosen).sort((a, b) => a - b);
  const found = new Set<number>();
  for (let i = 1; i < count && earlier.length > 0; i++) {
    const wanted = (chosen * i) / count;
    found.add(
      earlier.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best)),
    );
  }
  return [...[...found].sort((a, b) => a - b), chosen];
}
