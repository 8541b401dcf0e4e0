/**
 * What was foreseen against what it came to: ten plans with early stop, of different length, rate, rank and evaluation,
 * each ordered through the API of a production build, trained by the real worker and ended by itself. The instance
 * starts without any history, so the first ones stand on the committed prior alone.
 */
import { loadavg } from "node:os";
import { InstanceClient, until } from "../../client/instance-client";
import { demoAccount } from "../../seed/demo-people";
import { readHandbook } from "../../seed/handbook";
import { judged, type PartResult } from "../datanets/goal";
import { startBenchInstance } from "./bench-instance";

const SLUG = "price-band";
const PLANS = [
  { epochs: 12 },
  { epochs: 8 },
  { epochs: 10, learningRate: 1e-3 },
  { epochs: 16 },
  { epochs: 6, evaluations: 6 },
  { epochs: 12, rank: 8 },
  { epochs: 9, learningRate: 3e-3 },
  { epochs: 14, evaluations: 14 },
  { epochs: 12, batchSize: 16 },
  { epochs: 20 },
];

type Row = {
  plan: (typeof PLANS)[number];
  expectedWei: string;
  capWei: string;
  chargedWei: string;
  priceRatio: number;
  inBand: boolean;
  expectedS: number;
  tookS: number;
  timeRatio: number;
  step: number;
  steps: number;
};

/** The handbook's rows as one anchored version of a Datanet of one's own. */
async function seedDatanet(client: InstanceClient): Promise<void> {
  await client.faucet();
  const kind = { kind: "pair", spdxId: "CC-BY-4.0" } as const;
  await client.createDatanet({ name: "Price band", summary: "Rows of the handbook.", card: "", ...kind });
  await client.publishDatanet(SLUG);
  const rows = readHandbook().map(({ question, answer }) => JSON.stringify({ question, answer }));
  const { id } = await client.contribute(SLUG, rows.join("\n"), "rows.jsonl");
  const { state } = await client.submit(SLUG, id);
  if (state === "in_review") await client.acceptRows(SLUG, id);
  await client.sealVersion(SLUG);
}

async function orderOne(client: InstanceClient, plan: Row["plan"]): Promise<Row> {
  const input = {
    goal: "style",
    baseModelId: "mf-tiny",
    data: [{ slug: SLUG, version: 1 }],
    settings: { ...plan, earlyStop: true, keepBest: true },
  };
  const estimate = await client.estimate(input);
  const startedAt = performance.now();
  const { id } = await client.startRun(input);
  const run = await client.waitForRun(id);
  const tookS = (performance.now() - startedAt) / 1_000;
  if (run.state !== "SUCCEEDED") throw new Error(`The run of ${JSON.stringify(plan)} ended as ${run.state}.`);
  const closed = await until(
    `the money of run ${id}`,
    () => client.run(id),
    ({ escrow }) => escrow?.state === "final",
  );
  const charged = closed.escrow?.chargedWei ?? "0";
  const ratio = Number(charged) / Number(estimate.expectedWei);
  return {
    plan,
    expectedWei: estimate.expectedWei,
    capWei: estimate.capWei,
    chargedWei: charged,
    priceRatio: ratio,
    inBand: BigInt(charged) >= BigInt(estimate.lowWei) && BigInt(charged) <= BigInt(estimate.highWei),
    expectedS: estimate.seconds.expected,
    tookS,
    timeRatio: tookS / estimate.seconds.expected,
    step: run.step,
    steps: run.steps,
  };
}

const worst = (ratios: number[]) => Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)));
const within = (ratios: number[]) => ratios.filter((ratio) => Math.abs(ratio - 1) <= 0.2).length;

export async function bandPart(): Promise<PartResult> {
  const instance = await startBenchInstance(["engine"]);
  try {
    const client = new InstanceClient(instance.url, demoAccount(instance.mnemonic, "ana"));
    await client.signIn();
    await seedDatanet(client);
    const rows: Row[] = [];
    console.log(
      "plan                                   cap  expected   charged  ratio | expected s   took s  ratio   steps",
    );
    for (const plan of PLANS) {
      const row = await orderOne(client, plan);
      rows.push(row);
      const open = (wei: string) => (Number(wei) / 1e18).toFixed(3).padStart(9);
      console.log(
        `${JSON.stringify(plan).padEnd(34)}${open(row.capWei)} ${open(row.expectedWei)} ${open(row.chargedWei)} ${row.priceRatio.toFixed(2).padStart(6)} | ${row.expectedS.toFixed(0).padStart(10)} ${row.tookS.toFixed(0).padStart(8)} ${row.timeRatio.toFixed(2).padStart(6)}   ${row.step}/${row.steps} (load ${(loadavg()[0] ?? 0).toFixed(1)})`,
      );
    }
    const [prices, times] = [rows.map((row) => row.priceRatio), rows.map((row) => row.timeRatio)];
    const sum = (read: (row: Row) => number) => rows.reduce((total, row) => total + read(row), 0);
    const total = sum((row) => Number(row.chargedWei)) / sum((row) => Number(row.expectedWei));
    console.log(
      `price: ${within(prices)} of ${rows.length} within 20 %, all together ${total.toFixed(2)} of what was expected, ${rows.filter((row) => row.inBand).length} inside their band; time: ${within(times)} within 20 %`,
    );
    return {
      goals: [
        judged("worst_price_error_of_ten_early_stopped_plans", worst(prices), "share", "<= 0.2"),
        judged("worst_time_error_of_ten_early_stopped_plans", worst(times), "share", "<= 0.2"),
      ],
      raw: { band: { rows, total } },
    };
  } finally {
    await instance.stop();
  }
}
