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
});
