/**
 * Exponential moving average of a series with gaps, corrected for its start: the first value stays itself and no
 * early value is pulled towards zero.
 * @param weight share of the past, 0 (as measured) to below 1
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let [sum, seen] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    seen = weight * seen + (1 - weight);
    return sum / seen;
  });
}
