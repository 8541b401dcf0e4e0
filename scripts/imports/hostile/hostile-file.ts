import type { DatanetKind } from "@/lib/schemas/datanets";

/** What must become of a file: refused for a reason, or read with what is wrong in it left out or harmless. */
export type Expected =
  | { refused: string }
  /** Records that remain, and the codes of what was left out. */
  | { kept: number; left?: string };

export type HostileFile = {
  /** What is wrong with it; unique in its class. */
  what: string;
  filename: string;
  bytes: () => Uint8Array | string | Promise<Uint8Array>;
  kind?: DatanetKind;
  expected: Expected;
};

export type HostileClass = {
  name: string;
  /** A sound file of the same making, which must import. */
  twin: Omit<HostileFile, "what" | "expected"> & { kept: number };
  files: HostileFile[];
};

export const refused = (reason: string): Expected => ({ refused: reason });
export const kept = (count: number, left?: string): Expected => ({ kept: count, ...(left && { left }) });
