const WEI_PER_MICRO = 10n ** 12n;
const WEI_PER_OPEN = 10n ** 18n;

export type AmountParts = { value: string; unit: "OPEN" | "µOPEN"; text: string };

const group = (digits: bigint) => digits.toString().replace(/\B(?=(\d{3})+$)/g, ",");

/**
 * Wei to what a person reads: OPEN from 0.01 up, whole µOPEN below, "<1" below that, never 0 for
 * something. A column keeps one unit by passing it. Rounds down: nobody is shown more than there is.
 */
export function formatAmount(
  wei: bigint | string,
  unit?: "OPEN" | "µOPEN",
  decimals = 4,
  leastDecimals = 2,
): AmountParts {
  const amount = BigInt(wei);
  const sign = amount < 0n ? "−" : "";
  const size = amount < 0n ? -amount : amount;
  const chosen = unit ?? (size === 0n || size >= WEI_PER_OPEN / 100n ? "OPEN" : "µOPEN");
  const value = chosen === "OPEN" ? inOpen(size, decimals, leastDecimals) : inMicro(size);
  const shown = `${value.startsWith("<") ? "" : sign}${value}`;
  return { value: shown, unit: chosen, text: `${shown} ${chosen}` };
}

function inOpen(size: bigint, decimals: number, leastDecimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const scaled = (size * scale) / WEI_PER_OPEN;
  if (scaled === 0n && size > 0n) return `<0.${"0".repeat(decimals - 1)}1`;
  const fraction = (scaled % scale)
    .toString()
    .padStart(decimals, "0")
    .replace(/0+$/, "")
    .padEnd(leastDecimals, "0");
  return `${group(scaled / scale)}.${fraction}`;
}

function inMicro(size: bigint): string {
  const micro = size / WEI_PER_MICRO;
  return micro === 0n && size > 0n ? "<1" : group(micro);
}

/** Every digit, for tooltips and receipts. */
export const formatExactOpen = (wei: bigint | string): string => {
  const size = BigInt(wei);
  const fraction = (size % WEI_PER_OPEN).toString().padStart(18, "0").replace(/0+$/, "");
  return `${group(size / WEI_PER_OPEN)}${fraction ? `.${fraction}` : ""}`;
};

/** "1.25" to wei; null when it is not a plain decimal number of at most 18 places. */
export function parseOpen(text: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{0,18}))?$/.exec(text.trim());
  if (!match) return null;
  return BigInt(match[1] ?? "0") * WEI_PER_OPEN + BigInt((match[2] ?? "").padEnd(18, "0"));
}
