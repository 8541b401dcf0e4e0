import { cn } from "./cn";
import { formatAmount, formatExactOpen } from "./format-amount";

type AmountProps = {
  wei: string | bigint;
  unit?: "OPEN" | "µOPEN";
  /** Every digit instead of the rounded form. */
  exact?: boolean;
  /** In a table: OPEN with the same number of decimals in every row, so that the points stand in one line. */
  column?: boolean;
  className?: string;
};

const DECIMALS = 4;

/** Money on screen. The exact number of OPEN is in the title; the machine-readable value is wei. */
export function Amount({ wei, unit, exact = false, column = false, className }: AmountProps) {
  const parts = column ? formatAmount(wei, "OPEN", DECIMALS, DECIMALS) : formatAmount(wei, unit);
  const whole = formatExactOpen(wei);
  return (
    <data
      value={wei.toString()}
      title={`${whole} OPEN`}
      className={cn(
        "whitespace-nowrap tabular-nums",
        exact && !column && "whitespace-normal break-all",
        className,
      )}
    >
      {exact ? (
        <>
          {whole}
          {column ? <Padding digits={whole} /> : null}
        </>
      ) : (
        parts.value
      )}{" "}
      <span className="text-muted">{exact ? "OPEN" : parts.unit}</span>
    </data>
  );
}

/** Fills up to the last wei for the eye only; the number itself is complete without it. */
function Padding({ digits }: { digits: string }) {
  const [, fraction] = digits.split(".");
  return (
    <span aria-hidden className="text-muted">
      {fraction === undefined ? `.${"0".repeat(18)}` : "0".repeat(18 - fraction.length)}
    </span>
  );
}
