import type { TrainingEstimate } from "@/lib/schemas/training";

const sumWei = (values: string[]) => values.reduce((sum, value) => sum + BigInt(value), 0n).toString();
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/**
 * What several orders come to together, in the form of one: amounts, steps and times are sums, since one worker does
 * one after the other; each problem is told once. Hash and authorisation are those of the first one.
 */
export function combineEstimates(parts: readonly TrainingEstimate[]): TrainingEstimate | undefined {
  const [first] = parts;
  if (!first || parts.length === 1) return first;
  const wei = (read: (part: TrainingEstimate) => string) => sumWei(parts.map(read));
  const labels = [...new Set(parts.flatMap((part) => part.lines.map((line) => line.label)))];
  const issues = parts.flatMap((part) => part.issues);
  return {
    ...first,
    tokens: sum(parts.map((part) => part.tokens)),
    steps: sum(parts.map((part) => part.steps)),
    seconds: {
      low: sum(parts.map((part) => part.seconds.low)),
      expected: sum(parts.map((part) => part.seconds.expected)),
      high: sum(parts.map((part) => part.seconds.high)),
    },
    lowWei: wei((part) => part.lowWei),
    expectedWei: wei((part) => part.expectedWei),
    highWei: wei((part) => part.highWei),
    capWei: wei((part) => part.capWei),
    lines: labels.map((label) => ({
      label,
      wei: wei((part) => part.lines.find((line) => line.label === label)?.wei ?? "0"),
    })),
    expiresAt: parts.map((part) => part.expiresAt).sort()[0] ?? first.expiresAt,
    issues: issues.filter((issue, i) => issues.findIndex((other) => other.message === issue.message) === i),
  };
}
