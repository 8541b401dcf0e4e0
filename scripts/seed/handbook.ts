import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Row = z.strictObject({
  contributor: z.enum(["ana", "bo", "chidi", "dana"]),
  question: z.string(),
  answer: z.string(),
});
export type HandbookRow = z.infer<typeof Row>;

/** The handbook about this product: 80 facts, each in two wordings, by four demo people. */
export function readHandbook(): HandbookRow[] {
  const file = join(import.meta.dirname, "../../prisma/seed/handbook.jsonl");
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => Row.parse(JSON.parse(line)));
}
