import { type BaseError, decodeAbiParameters, formatEther, type Hex, hexToString } from "viem";
import { contractErrors } from "@/lib/generated/contract-errors";

/** Sentence and remedy for a custom error of our contracts; null when the chain said something else. */
export function describeRevert(error: BaseError): string | null {
  const data = findRevertData(error);
  if (data === null) return null;
  const entry = contractErrors[data.slice(0, 10)];
  if (!entry) return null;
  const values = decodeAbiParameters(
    entry.args.map(({ name, type }) => ({ name, type })),
    `0x${data.slice(10)}`,
  );
  const byName = new Map(entry.args.map(({ name }, index) => [name, values[index]]));
  const fill = (text: string) =>
    text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form: string | undefined) =>
      show(byName.get(name), form),
    );
  return `${fill(entry.sentence)} ${fill(entry.remedy)}`;
}

function findRevertData(error: BaseError): Hex | null {
  const holder = error.walk(
    (cause) => cause instanceof Error && "data" in cause && typeof revertData(cause.data) === "string",
  );
  return holder && "data" in holder ? revertData(holder.data) : null;
}

/** RPC errors carry the bytes plainly or one level down. */
function revertData(data: unknown): Hex | null {
  if (typeof data === "string" && data.startsWith("0x") && data.length >= 10) return `0x${data.slice(2)}`;
  if (typeof data === "object" && data !== null && "data" in data) return revertData(data.data);
  return null;
}

function show(value: unknown, form: string | undefined): string {
  if (form === "text" && typeof value === "string") {
    return hexToString(value as Hex).replaceAll("\0", "");
  }
  if (form === "time") return new Date(Number(value) * 1000).toISOString();
  if (form === "open" && typeof value === "bigint") return `${formatEther(value)} OPEN`;
  return String(value);
}
