import { cn } from "./cn";
import { formatAmount, formatExactOpen } from "./format-amount";

type AmountProps = {
  wei: string | bigint;
  unit?: "OPEN" | "µOPEN";
  /** Every digit instead of the rounded form. */
  exact?: boolean;
  className?: string;
};

/** Money on screen. The exact number of OPEN is in the title; the machine-readable value is wei. */
export function Amount({ wei, unit, exact = false, className }: AmountProps) {
  const parts = formatAmount(wei, unit);
  return (
    <data
      value={wei.toString()}
      title={`${formatExactOpen(wei)} OPEN`}
      className={cn("whitespace-nowrap tabular-nums", exact && "whitespace-normal break-all", className)}
    >
      {exact ? formatExactOpen(wei) : parts.value}{" "}
      <span className="text-muted">{exact ? "OPEN" : parts.unit}</span>
    </data>
  );
}
