/** Runs the parts of the Datanets benchmark and prints the report as one JSON line, last. */
import { parseArgs } from "node:util";
import type { PartResult } from "./goal";

type Part = (options: { share: number; input: string | undefined }) => Promise<PartResult>;

const PARTS: Record<string, () => Promise<Part>> = {
  import: async () => (await import("./import-part")).importPart,
  hostile: async () => (await import("./hostile-part")).hostilePart,
  duplicates: async () => (await import("./duplicates-part")).duplicatesPart,
  browse: async () => (await import("./browse-part")).browsePart,
};

const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true },
    share: { type: "string", default: "1" },
    input: { type: "string" },
  },
});
const share = Number(values.share);
if (!(share > 0 && share <= 1)) throw new Error("--share is a number above 0, at most 1.");
const names = values.part ?? Object.keys(PARTS);
const results: PartResult[] = [];
for (const name of names) {
  const load = PARTS[name];
  if (!load) throw new Error(`There is no part "${name}". Parts: ${Object.keys(PARTS).join(", ")}.`);
  console.log(`── ${name}`);
  results.push(await (await load())({ share, input: values.input }));
}
const goals = results.flatMap((result) => result.goals);
for (const { name, value, unit, goal, met } of goals)
  console.log(
    `${met === null ? "·" : met ? "✓" : "✗"} ${name}: ${value ?? "not measured"} ${unit} (${goal})`,
  );
console.log(JSON.stringify({ goals, raw: Object.assign({ share }, ...results.map((result) => result.raw)) }));
