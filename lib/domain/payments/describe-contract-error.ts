import { decodeAbiParameters, formatEther, type Hex, hexToString } from "viem";
import { contractErrors } from "@/lib/generated/contract-errors";

/** A decoded revert in words. */
export interface ContractErrorDescription {
  name: string;
  sentence: string;
  remedy: string;
  /** Arguments by name; integers are decimal strings. */
  args: Record<string, string>;
}

/** What a custom error of our contracts means, or null when the selector is not one of theirs. */
export function describeContractError(revertData: Hex): ContractErrorDescription | null {
  const entry = contractErrors[revertData.slice(0, 10)];
  if (!entry) return null;
  const values = decodeAbiParameters(
    entry.args.map((arg) => ({ name: arg.name, type: arg.type })),
    `0x${revertData.slice(10)}`,
  ) as readonly unknown[];
  const args = Object.fromEntries(entry.args.map((arg, i) => [arg.name, String(values[i])]));
  const fill = (text: string) =>
    text.replace(/\{(\w+)(?::(\w+))?\}/g, (whole, name: string, format?: string) => {
      const value = args[name];
      return value === undefined ? whole : formatArgument(value, format);
    });
  return { name: entry.name, sentence: fill(entry.sentence), remedy: fill(entry.remedy), args };
}

function formatArgument(value: string, format: string | undefined): string {
  if (format === "open") return `${formatEther(BigInt(value))} OPEN`;
  if (format === "text") return hexToString(value as Hex, { size: 32 });
  if (format === "time") {
    const seconds = Number(value);
    return seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000).toISOString() : value;
  }
  return value;
}
