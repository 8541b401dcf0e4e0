import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const WAIT_S = 20;
/** Idle workers of different owners do not poll in step: 25 polls end and begin every second. */
const SPREAD_MS = WAIT_S * 1_000;
const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** Machines that are registered already; how one registers is not what is measured. Returns their tokens. */
async function createWorkers(count: number): Promise<string[]> {
  const { db } = await import("@/lib/server/db/prisma");
  const tokens = Array.from({ length: count }, () => hex(32));
  await db().worker.createMany({
    data: tokens.map((token, i) => ({
      name: `bench ${i}`,
      workerKey: hex(32),
      wallet: `0x${hex(20)}`,
      caps: {},
      offer: { ratePerPflopWei: "1", startFeeWei: "1" },
      version: "0",
      nonce: "",
      tokenHash: createHash("sha256").update(token).digest("hex"),
      tokenUntil: new Date(Date.now() + 3_600_000),
    })),
  });
  return tokens;
}

/** Workers in long polls over HTTP; a job that one gets is noted with its time and not worked on. */
export class WaitingWorkers {
  /** By run id, in milliseconds of `performance.now()`, at the response's first byte. */
  readonly answeredAt = new Map<string, number>();
  /** Refusals, broken connections, jobs given twice, jobs without a signed assignment. */
  failures = 0;
  private readonly over = new AbortController();
  private polls: Promise<void>[] = [];

  constructor(private readonly url: string) {}

  /** Resolves when all of them wait. */
  async start(count: number): Promise<void> {
    const tokens = await createWorkers(count);
    this.polls = tokens.map(async (token, i) => {
      await sleep((i / count) * SPREAD_MS);
      while (!this.over.signal.aborted) await this.poll(token);
    });
    await sleep(SPREAD_MS + 1_000);
  }

  async stop(): Promise<void> {
    this.over.abort();
    await Promise.all(this.polls);
  }

  private async poll(token: string): Promise<void> {
    try {
      const response = await fetch(`${this.url}/api/worker/claim`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ kinds: ["train"], freeMemoryBytes: 0, cachedBases: [], waitS: WAIT_S }),
        signal: this.over.signal,
      });
      const at = performance.now();
      if (response.status === 204) return;
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      const job = (await response.json()) as { spec: { runId: string }; evaluatorSig: string | null };
      if (!job.evaluatorSig || this.answeredAt.has(job.spec.runId)) this.failures++;
      this.answeredAt.set(job.spec.runId, at);
    } catch (error) {
      if (this.over.signal.aborted) return;
      if (this.failures++ === 0) console.log(`a claim failed: ${(error as Error).message}`);
      await sleep(1_000);
    }
  }
}
