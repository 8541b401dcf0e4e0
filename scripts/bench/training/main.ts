/** Runs the parts of the training benchmark and prints the report as one JSON line, last. */
import { parseArgs } from "node:util";
import type { PartResult } from "../datanets/goal";

type Part = (options: { seconds: number; rest: string[] }) => Promise<PartResult>;

const PARTS: Record<string, () => Promise<Part>> = {
  worker: async () => (await import("./worker-part")).workerPart,
  claims: async () => (await import("./claims-part")).claimsPart,
  band: async () => (await import("./band-part")).bandPart,
};

const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true },
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "3" },
  },
});
const results: PartResult[] = [];
for (const name of values.part ?? Object.keys(PARTS)) {
  const load = PARTS[name];
  if (!load) throw new Error(`There is no part "${name}". Parts: ${Object.keys(PARTS).join(", ")}.`);
  console.log(`── ${name}`);
  const part = await load();
  results.push(await part({ seconds: Number(values.seconds), rest: ["--rounds", values.rounds] }));
}
const goals = results.flatMap((result) => result.goals);
for (const { name, value, unit, goal, met } of goals)
  console.log(
    `${met === null ? "·" : met ? "✓" : "✗"} ${name}: ${value ?? "not measured"} ${unit} (${goal})`,
  );
console.log(JSON.stringify({ goals, raw: Object.assign({}, ...results.map((result) => result.raw)) }));
process.exit(0);
