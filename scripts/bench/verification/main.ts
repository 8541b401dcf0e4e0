/**
 * `npm run bench -- verification`: lies 1 to 14 and 16 of the training specification, each with several seeds on short
 * runs with full replay, and honest runs. Every run is ordered, escrowed, trained, handed in, judged and paid or not
 * by the platform's own routes and operations and the worker's own code. Options: --seeds 3 --honest 50 --lies 1,2
 */
import { parseArgs } from "node:util";
import { auditShareBps, drawSegments } from "@/lib/domain/compute/audit-draw";
import { root } from "../../run.mjs";
import { ensurePythonEnv } from "../../setup/python.mjs";
import { assemble } from "./cast";
import { forget, type Told, tellRun } from "./tell-run";

const LIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16];
const NAMES: Record<number, string> = {
  0: "honest",
  1: "untouched adapter",
  2: "noise",
  3: "zero-padded rank",
  4: "subset of the data",
  5: "trained on validation",
  6: "other or quantised base",
  7: "pickle, polyglot, huge header",
  8: "NaN, exploding norm",
  9: "skipped steps, forged curve",
  10: "another run's adapter",
  11: "finish after the lease",
  12: "replayed finish",
  13: "backdoor",
  14: "inflated tokens",
  16: "colluding verifier",
};

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "3" },
    honest: { type: "string", default: "50" },
    lies: { type: "string", default: LIES.join(",") },
  },
});
const [seeds, honest] = [Number(values.seeds), Number(values.honest)];
const lies = values.lies.split(",").filter(Boolean).map(Number);

const { python } = await ensurePythonEnv({ root, log: () => undefined });
const cast = await assemble(python);
const rows: {
  lie: number;
  seed: number;
  seconds: number;
  caughtBy: string | null;
  paidWei: string;
  sentence: string;
}[] = [];
let lost = 0n;

async function tell(lie: number, seed: number, earlier: Told | null): Promise<Told> {
  const startedAt = performance.now();
  const told = await tellRun(cast, lie, seed, earlier);
  const seconds = (performance.now() - startedAt) / 1000;
  const { caughtBy, paidWei, sentence } = told;
  rows.push({ lie, seed, seconds, caughtBy, paidWei: paidWei.toString(), sentence });
  lost += told.lostWei;
  console.log(
    `${String(lie).padStart(2)}.${seed} ${(NAMES[lie] ?? "").padEnd(30)} ${(caughtBy ?? "–").padEnd(10)} paid ${paidWei} (${seconds.toFixed(1)} s) ${sentence}`,
  );
  return told;
}

try {
  const earlier = await tell(0, 0, null);
  for (let i = 1; i < honest; i++) forget(await tell(0, i, null));
  for (const lie of lies) for (let seed = 1; seed <= seeds; seed++) forget(await tell(lie, seed, earlier));
  forget(earlier);
} finally {
  await cast.stop();
}

/** Share of runs with `faked` of 60 segments false in which the product's draw hits one, beside 1 - (1 - p)^m. */
function detection(shareBps: number, faked: number): { drawn: number; formula: number } {
  const steps = Array.from({ length: 60 }, (_, i) => i + 1);
  const runs = 20_000;
  let hits = 0;
  for (let i = 0; i < runs; i++) {
    const seed = `0x${(BigInt(i) * 0x9e3779b97f4a7c15n).toString(16).padStart(64, "0").slice(-64)}`;
    if (drawSegments(seed, steps, shareBps).some((step) => step <= faked)) hits += 1;
  }
  return { drawn: hits / runs, formula: 1 - (1 - shareBps / 10_000) ** faked };
}

const told = rows.filter((row) => row.lie > 0);
const caught = told.filter((row) => row.caughtBy !== null && row.paidWei === "0").length;
const truths = rows.filter((row) => row.lie === 0);
const wronged = truths.filter((row) => row.caughtBy !== null || row.paidWei === "0").length;
const regular = auditShareBps(2, 25);
const found = detection(regular, 23);
const goals = [
  goal(
    "lies_caught_before_payout",
    told.length ? caught / told.length : null,
    "share",
    ">= 1",
    (v) => v >= 1,
  ),
  goal("honest_short_runs_refused", truths.length ? wronged : null, "runs", "<= 0", (v) => v <= 0),
  goal("escrow_wei_unaccounted", Number(lost), "wei", "<= 0", (v) => v <= 0),
  goal(
    "detection_at_regular_share_minus_formula",
    found.drawn - found.formula,
    "share",
    ">= -0.01",
    (v) => v >= -0.01,
  ),
];
console.log(
  `${caught} of ${told.length} lies caught before payout, ${wronged} of ${truths.length} honest runs wronged; a draw of ${regular / 100} % hits 23 faked of 60 segments in ${(found.drawn * 100).toFixed(1)} % of runs, the formula says ${(found.formula * 100).toFixed(1)} %`,
);
console.log(JSON.stringify({ goals, raw: { rows, detection: found } }));
process.exit(0);

function goal(
  name: string,
  value: number | null,
  unit: string,
  bound: string,
  met: (value: number) => boolean,
) {
  return value === null
    ? { name, value, unit, goal: bound, met: null, why: "no such run was asked for" }
    : { name, value, unit, goal: bound, met: met(value) };
}
