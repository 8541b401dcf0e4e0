import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../run.mjs";
import { ensurePythonEnv } from "../../setup/python.mjs";

/**
 * A sample of `npm run bench -- verification`: from order to money on the platform's own routes, with the worker's own
 * code. An honest worker is paid; a liar who does everything right but the work is not.
 */
type Assembled = Awaited<ReturnType<typeof import("./cast").assemble>>;
let cast: Assembled;

beforeAll(async () => {
  const { python } = await ensurePythonEnv({ root, log: () => undefined });
  // The stack sets the environment that server modules read when they are first loaded.
  const { assemble } = await import("./cast");
  cast = await assemble(python);
}, 240_000);
afterAll(() => cast?.stop());

describe("work of an untrusted worker", () => {
  it("is paid when it was done, and costs nobody anything when it was not", async () => {
    const { forget, tellRun } = await import("./tell-run");
    const honest = await tellRun(cast, 0, 0, null);
    expect(honest).toMatchObject({ caughtBy: null, lostWei: 0n });
    expect(honest.paidWei).toBeGreaterThan(0n);
    const liars = [
      { lie: 1, layer: "gate" },
      { lie: 13, layer: "replay" },
    ];
    for (const { lie, layer } of liars) {
      const told = await tellRun(cast, lie, 1, honest);
      expect(told, `lie ${lie}: ${told.sentence}`).toMatchObject({
        caughtBy: layer,
        paidWei: 0n,
        lostWei: 0n,
      });
      forget(told);
    }
    forget(honest);
  }, 300_000);

  it("leaves no unverified state for the next machine to answer for", async () => {
    const { orderRun } = await import("./tell-run");
    const { Machine } = await import("./machine");
    const { db } = await import("@/lib/server/db/prisma");
    const { sweepLeases } = await import("@/lib/server/jobs/sweep-leases");
    const [lost, next] = [new Machine("lost"), new Machine("next")];
    await lost.register();
    const runId = await orderRun(cast, lost);
    const lose = async () => {
      await db().job.updateMany({ where: { runId }, data: { leaseUntil: new Date(0) } });
      await sweepLeases();
    };
    const first = await lost.claim(["train"]);
    if (!first) throw new Error("The ordered run was not offered.");
    await lost.start(first);
    await lost.upload(first, "checkpoint", Buffer.from("a state"), 4);
    await lose();
    const again = await lost.claim(["train"]);
    expect(again?.resume?.step, "its own state").toBe(4);
    const state = again?.inputs.find((input) => input.role === "resume");
    expect(state?.bytes, "with its size").toBe("a state".length);
    await lose();
    // The named machine is waited for while it is online.
    await db().worker.update({ where: { id: lost.workerId }, data: { lastSeenAt: new Date(0) } });
    await next.register();
    const taken = await next.claim(["train"]);
    expect(taken?.spec).toMatchObject({ kind: "train", runId });
    expect(taken?.resume).toBeNull();
    expect(await db().checkpoint.count({ where: { runId } })).toBe(0);
    await lose();
  }, 60_000);

  it("costs a staked liar its bond, which goes to the client with all it had paid", async () => {
    const { forget, tellRun } = await import("./tell-run");
    const { letPass, stakeAsWorker } = await import("./stake");
    const { Machine } = await import("./machine");
    const { db } = await import("@/lib/server/db/prisma");
    const { walletBalance } = await import("@/lib/server/payments/wallet-balance");
    const { releaseContested } = await import("@/lib/server/training/release-contested");
    const { platform } = cast;
    const machine = new Machine("staked liar");
    await stakeAsWorker(platform, machine.wallet, 500n * 10n ** 18n);
    const before = await walletBalance(platform.client.address);
    // Runs of the tests before this one may end meanwhile and give back what the same client had funded.
    const refundedToAll = async () => {
      const { _sum } = await db().trainingRun.aggregate({ _sum: { refundedWei: true } });
      return BigInt(_sum.refundedWei?.toFixed() ?? 0);
    };
    const refundedBefore = await refundedToAll();
    const told = await tellRun(cast, 9, 2, null, machine);
    expect(told).toMatchObject({ caughtBy: "replay", paidWei: 0n, lostWei: 0n });
    const row = () => db().trainingRun.findUniqueOrThrow({ where: { id: told.runId } });
    const ended = await row();
    expect(ended).toMatchObject({ state: "FAILED", bondAtRisk: true });
    expect(ended.contestedWei.toFixed()).toBe(ended.capWei.toFixed());

    await letPass(platform, 120);
    // The keeper looks at this machine's clock, which did not run ahead with the chain's.
    await db().trainingRun.update({ where: { id: told.runId }, data: { contestedUntil: 1 } });
    for (let i = 0; i < 6; i++) {
      await releaseContested();
      await platform.tick();
    }
    const cap = BigInt(ended.capWei.toFixed());
    const after = await row();
    expect(after.refundedWei.toFixed()).toBe(cap.toString());
    expect(after.bondPaidWei.toFixed()).toBe(cap.toString());
    expect(after).toMatchObject({ bondAtRisk: false });
    const refundedOfOthers = (await refundedToAll()) - refundedBefore - cap;
    expect(await walletBalance(platform.client.address)).toBe(before + cap + refundedOfOthers);
    forget(told);
  }, 300_000);
});
