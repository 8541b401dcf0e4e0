import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";

/** Who gets which job, how fast, and that nothing is lost or given out twice, on a real database. */
let stack: ChainStack;
let desk: import("./claim-desk").ClaimDesk;
let sql: pg.Client;
const alive = new AbortController().signal;
const OFFER = { ratePerPflopWei: "10", startFeeWei: "10" };

beforeAll(async () => {
  stack = await startChainStack();
  desk = (await import("./claim-desk")).claimDesk();
  sql = new pg.Client({ connectionString: stack.databaseUrl });
  await sql.connect();
}, 120_000);
afterAll(async () => {
  await sql?.end();
  await stack?.stop();
});

async function worker(tier = 0, offer = OFFER): Promise<string> {
  const key = randomBytes(8).toString("hex");
  await sql.query(
    `INSERT INTO worker (id, name, worker_key, wallet, tier, caps, offer, version, nonce) VALUES ($1, $1, $1, $2, $3, '{}', $4, '0', '')`,
    [key, `0x${key}`, tier, offer],
  );
  return key;
}

/** Past the application's own code: the bell hangs on the table. */
async function job(more: Record<string, unknown> = {}): Promise<string> {
  const row = { id: randomBytes(8).toString("hex"), kind: "train", spec: "{}", inputs: "[]", ...more };
  const places = Object.keys(row).map((_, i) => `$${i + 1}`);
  await sql.query(`INSERT INTO job (${Object.keys(row)}) VALUES (${places})`, Object.values(row));
  return row.id;
}

const wait = async (workerId: string, waitMs: number, signal = alive, kinds = ["train", "preview"]) =>
  (await desk.wait({ workerId, kinds, backingWei: 0n }, waitMs, signal))?.jobId ?? null;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("the desk", () => {
  it("gives every job to exactly one of many, first come first served", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => worker()));
    const waits = ids.map((id) => wait(id, 1_500));
    await pause(200);
    const jobs: string[] = [];
    for (let i = 0; i < 5; i++) jobs.push(await job());
    const got = await Promise.all(waits);
    expect(got.slice(0, 5)).toEqual(jobs);
    expect(got.slice(5).every((one) => one === null)).toBe(true);
  });

  it("hears of a job at its commit, not at the next look at the clock", async () => {
    const id = await worker();
    const delays: number[] = [];
    for (let i = 0; i < 5; i++) {
      const waiting = wait(id, 5_000);
      await pause(190 * i);
      const asked = performance.now();
      const wanted = await job();
      expect(await waiting).toBe(wanted);
      delays.push(performance.now() - asked);
    }
    // Looks come once a second: five waits at other phases of it would not all stay below a third.
    expect(Math.max(...delays)).toBeLessThan(300);
  });

  it("offers others' machines only what their price, tier and wallet fit", async () => {
    const stranger = await worker(3);
    const dear = await worker(3, { ratePerPflopWei: "11", startFeeWei: "10" });
    const terms = { max_tier: 3, max_fee_wei: "10", max_rate_wei: "10" };
    const own = await job();
    const light = await job({ ...terms, kind: "preview" });
    const barred = await job({ ...terms, excluded: [`0x${stranger}`] });
    const bonded = await job({ ...terms, bond_wei: "1" });
    expect(await wait(stranger, 0)).toBeNull();
    const open = await job(terms);
    expect(await wait(dear, 0)).toBeNull();
    expect(await wait(stranger, 0)).toBe(open);
    const trusted = await worker();
    expect(await wait(trusted, 0), "previews go first").toBe(light);
    expect(await wait(trusted, 0)).toBe(own);
    expect(await wait(trusted, 0)).toBe(barred);
    expect(await wait(trusted, 0)).toBeNull();
    await sql.query("UPDATE job SET state = 'CANCELLED' WHERE id = $1", [bonded]);
  });

  it("waits for the worker that the plan names while it is online", async () => {
    const [named, other] = [await worker(), await worker()];
    const wanted = await job({ preferred: named });
    expect(await wait(other, 0)).toBeNull();
    const waiting = wait(other, 3_000);
    await sql.query("UPDATE worker SET last_seen_at = now() - interval '5 minutes' WHERE id = $1", [named]);
    expect(await waiting, "the clock finds what no write announces").toBe(wanted);
  });

  it("leaves a job on the queue when whoever would get it hung up", async () => {
    const [gone, present] = [await worker(), await worker()];
    const line = new AbortController();
    const leaving = wait(gone, 5_000, line.signal);
    await pause(100);
    const wanted = job();
    line.abort();
    expect(await leaving).toBeNull();
    expect(await wait(present, 2_000)).toBe(await wanted);
    const { rows } = await sql.query("SELECT attempt FROM job WHERE id = $1", [await wanted]);
    expect(rows[0].attempt).toBe(1);
  });

  it("is found again after its database connection was cut", async () => {
    const id = await worker();
    const waiting = wait(id, 8_000);
    await pause(100);
    await sql.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    await pause(50);
    const wanted = await job();
    expect(await waiting).toBe(wanted);
  });
});
