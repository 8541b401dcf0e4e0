/** One line of a benchmark's report. */
export type Goal = { name: string; unit: string; goal: string } & (
  | { value: number; met: boolean }
  | { value: null; met: null; why: string }
);

export type PartResult = { goals: Goal[]; raw: Record<string, unknown> };

/** @param bound for example `<= 300` */
export function judged(
  name: string,
  value: number,
  unit: string,
  bound: `${"<=" | ">=" | "="} ${number}`,
): Goal {
  const [sign, limit] = bound.split(" ") as ["<=" | ">=" | "=", string];
  const wanted = Number(limit);
  const met = sign === "<=" ? value <= wanted : sign === ">=" ? value >= wanted : value === wanted;
  return { name, value: Math.round(value * 1000) / 1000, unit, goal: bound, met };
}
