/** Anybody's machine joins with a wallet, is audited before it is paid, and cannot take what it may not see. */
import { expect, test } from "@playwright/test";
import type { InstanceClient } from "../../../scripts/client/instance-client";
import { demoKey } from "../../fixtures/demo-key";
import { openBalance, query } from "../../fixtures/instance";
import { signedInClient } from "../../fixtures/person";
import { Provider } from "../../fixtures/provider";

test.describe.configure({ mode: "serial" });

let ana: InstanceClient;
const provider = new Provider(`provider ${Date.now()}`);
test.beforeAll(async () => {
  ana = await signedInClient(demoKey("ana"));
  await provider.join("--rate", "80", "--start-fee", "0.5");
});
test.afterAll(() => provider.remove());

test("a run on a joined machine is replayed by a trusted one, and only then is its wallet paid", async () => {
  test.setTimeout(180_000);
  const machine = await provider.find();
  expect(machine?.tier, "without a stake a wallet is tier 3").toBe(3);
  const before = await openBalance(provider.wallet.address);
  const { id, steps } = await ana.startRun({
    goal: "facts",
    baseModelId: "mf-tiny",
    data: [{ slug: "modelfactory-handbook", version: 1 }],
    settings: { epochs: 1, evaluations: 2, checkpoints: 3 },
    worker: machine?.id,
  });
  const done = await ana.waitForRun(id, 170_000);
  expect(done).toMatchObject({ state: "SUCCEEDED", worker: { name: provider.name, tier: 3 } });
  expect(done.checks.map(({ layer, verdict }) => `${layer} ${verdict}`)).toEqual([
    "gate passed",
    "recompute passed",
    "replay passed",
  ]);
  const replay = done.checks.at(-1);
  expect(replay).toMatchObject({ share: 1, segments: 3, worker: provider.name });
  expect(replay?.lossDifference).toBeLessThan(0.002);
  expect(replay?.cosine).toBeGreaterThan(0.99);

  await expect.poll(async () => (await ana.run(id)).escrow?.state, { timeout: 30_000 }).toBe("final");
  const { escrow } = await ana.run(id);
  const charged = BigInt(escrow?.chargedWei ?? 0);
  expect(charged).toBe(BigInt(escrow?.capWei ?? 0));
  const paid = (await openBalance(provider.wallet.address)) - before;
  expect(paid, "95 %, the fee rounded down").toBe(charged - (charged * 500n) / 10_000n);

  const [times] = await query<{ verdict: Date; paid: Date }>(
    `SELECT (SELECT created_at FROM verification WHERE run_id = $1 AND layer = 'replay') AS verdict,
            (SELECT created_at FROM chain_intent WHERE key = 'escrow-receipt:' || r.escrow_run_id) AS paid
     FROM training_run r WHERE id = $1`,
    [id],
  );
  expect(times?.paid.getTime(), "no receipt before the verdict").toBeGreaterThanOrEqual(
    times?.verdict.getTime() ?? Number.POSITIVE_INFINITY,
  );
  expect(steps).toBeGreaterThan(10);
});
