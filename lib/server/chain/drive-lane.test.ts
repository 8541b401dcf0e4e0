import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { createWalletClient, http, keccak256, parseEther, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChainContext } from "./chain-context";
import { type ChainStack, startChainStack } from "./chain-stack";

const ROOT_KIND = keccak256(toHex("test"));
let stack: ChainStack;
let context: ChainContext;

beforeAll(async () => {
  stack = await startChainStack();
  const { chainContext } = await import("./chain-context");
  context = await chainContext();
}, 120_000);
afterAll(() => stack?.stop());

/** An intent whose only effect is one event: it happened exactly as often as it is in the logs. */
async function enqueueRoots(prefix: string, count: number, lane: "relayer" | "evaluator" = "relayer") {
  const { enqueueIntent } = await import("./enqueue-intent");
  for (let i = 0; i < count; i++) {
    await enqueueIntent(context.db, {
      key: `${prefix}:${i}`,
      lane,
      contract: "DatanetRegistry",
      functionName: "anchorRoot",
      args: [ROOT_KIND, keccak256(toHex(`${prefix}:${i}`))],
    });
  }
}

async function drive(lane: "relayer" | "evaluator" = "relayer", using = context) {
  const { driveLane } = await import("./drive-lane");
  const { roleAccount } = await import("./roles");
  await driveLane(using, lane, roleAccount(lane));
}

/** How often each root of the prefix stands on the chain. */
async function timesOnChain(prefix: string, count: number): Promise<number[]> {
  const { datanetRegistryAbi } = await import("@/lib/generated/abis/datanet-registry");
  const logs = await context.client.getContractEvents({
    address: context.book.contracts.DatanetRegistry.address,
    abi: datanetRegistryAbi,
    eventName: "RootAnchored",
    fromBlock: 0n,
  });
  return Array.from(
    { length: count },
    (_, i) => logs.filter((log) => log.args.root === keccak256(toHex(`${prefix}:${i}`))).length,
  );
}

/** The context with one method of its client replaced. */
function withClient(change: Partial<Record<keyof ChainContext["client"], unknown>>): ChainContext {
  return { ...context, client: { ...context.client, ...change } as ChainContext["client"] };
}

describe("driveLane", () => {
  it("sends every intent once, in order, over gapless nonces", async () => {
    await enqueueRoots("order", 12);
    await enqueueRoots("order", 12);
    await drive();
    expect(await timesOnChain("order", 12)).toEqual(new Array(12).fill(1));
    const nonces = await context.db.chainNonce.findMany({ orderBy: { nonce: "asc" } });
    expect(nonces.map((row) => row.nonce)).toEqual(nonces.map((_, i) => (nonces[0]?.nonce ?? 0) + i));
  });

  it.each([
    ["between nonce and signature", { estimateFeesPerGas: async () => Promise.reject(new Error("killed")) }],
    ["before the broadcast", { sendRawTransaction: async () => Promise.reject(new Error("killed")) }],
    [
      "after the broadcast, before its answer",
      {
        sendRawTransaction: async (parameters: never) => {
          await context.client.sendRawTransaction(parameters);
          throw new Error("killed");
        },
      },
    ],
    [
      "before the receipt was read",
      { getTransactionReceipt: async () => Promise.reject(new Error("killed")) },
    ],
  ])("loses and doubles nothing when it ends %s", async (when, change) => {
    const prefix = keccak256(toHex(when));
    await enqueueRoots(prefix, 3);
    await drive("relayer", withClient(change)).catch(() => undefined);
    // What is uncertain is looked at again after the resend pause.
    for (let i = 0; i < 20 && (await timesOnChain(prefix, 3)).some((times) => times === 0); i++) {
      await sleep(250);
      await drive();
    }
    expect(await timesOnChain(prefix, 3)).toEqual([1, 1, 1]);
  });

  it("survives kill -9 of the keeper at random moments", async () => {
    await enqueueRoots("killed", 120);
    const onChain = async () => (await timesOnChain("killed", 120)).filter((times) => times > 0).length;
    for (let round = 0; round < 5; round++) {
      const before = await onChain();
      const child = spawn(
        process.execPath,
        ["--conditions=react-server", "--import", "tsx", "--no-warnings", "scripts/keeper.ts"],
        { env: process.env, stdio: "ignore" },
      );
      // It dies in the middle of its work, however long this machine takes to start it.
      await expect.poll(onChain, { timeout: 30_000, interval: 20 }).toBeGreaterThan(before);
      await sleep(round * 17);
      child.kill("SIGKILL");
      await new Promise((done) => child.on("exit", done));
    }
    for (let i = 0; i < 80 && (await timesOnChain("killed", 120)).some((times) => times === 0); i++) {
      await sleep(250);
      await drive();
    }
    expect(await timesOnChain("killed", 120)).toEqual(new Array(120).fill(1));
  }, 120_000);

  it("keeps the order between two lanes where one asks for it", async () => {
    const { enqueueIntent } = await import("./enqueue-intent");
    await enqueueIntent(context.db, {
      key: "second",
      lane: "evaluator",
      contract: "DatanetRegistry",
      functionName: "anchorRoot",
      args: [ROOT_KIND, keccak256(toHex("second:0"))],
      after: "first:0",
    });
    await drive("evaluator");
    expect(await timesOnChain("second", 1)).toEqual([0]);
    await enqueueRoots("first", 1);
    await drive();
    await drive("evaluator");
    expect(await timesOnChain("second", 1)).toEqual([1]);
  });

  it("sends nothing the chain refuses and says why in words", async () => {
    const { enqueueIntent } = await import("./enqueue-intent");
    const key = keccak256(toHex("nobody's"));
    await enqueueIntent(context.db, {
      key: "refused",
      lane: "relayer",
      contract: "DatanetRegistry",
      functionName: "revokeGrant",
      args: [key],
    });
    await drive();
    const row = await context.db.chainIntent.findUniqueOrThrow({ where: { key: "refused" } });
    expect(row.state).toBe("planned");
    expect(row.refusals).toBe(1);
    expect(row.error).toMatchObject({ name: "Datanet_GrantUnknown" });
    expect(await context.db.chainNonce.count({ where: { intentId: row.id } })).toBe(0);
    await enqueueRoots("behind", 1);
    await drive();
    expect(await timesOnChain("behind", 1)).toEqual([1]);
  });

  it("replaces a stuck transaction at the same nonce and pays once", async () => {
    await context.client.request({ method: "evm_setAutomine", params: [false] } as never);
    await enqueueRoots("stuck", 1);
    await drive();
    const impatient = { ...context, tunables: { ...context.tunables, resendMs: 0, replaceMs: 0 } };
    await drive("relayer", impatient);
    await context.client.request({ method: "evm_setAutomine", params: [true] } as never);
    await context.client.request({ method: "evm_mine" } as never);
    await drive();
    const row = await context.db.chainIntent.findUniqueOrThrow({
      where: { key: "stuck:0" },
      include: { attempts: true },
    });
    expect(["included", "safe", "finalized"]).toContain(row.state);
    expect(row.attempts.length).toBe(2);
    expect(new Set(row.attempts.map((attempt) => attempt.nonce)).size).toBe(1);
    expect(await timesOnChain("stuck", 1)).toEqual([1]);
  });

  it("stops without coin and goes on when there is some", async () => {
    const { roleAccount } = await import("./roles");
    const { findLaneStop } = await import("./lane-state");
    const address = roleAccount("relayer").address;
    const setBalance = (value: bigint) =>
      context.client.request({ method: "anvil_setBalance", params: [address, toHex(value)] } as never);
    await setBalance(0n);
    await enqueueRoots("poor", 1);
    await drive();
    expect((await findLaneStop(context, "relayer"))?.state).toBe("unfunded");
    expect(await timesOnChain("poor", 1)).toEqual([0]);
    await setBalance(parseEther("10"));
    await drive();
    expect(await findLaneStop(context, "relayer")).toBeNull();
    expect(await timesOnChain("poor", 1)).toEqual([1]);
  });

  it("stops when somebody else uses the key", async () => {
    const { roleAccount } = await import("./roles");
    const { findLaneStop } = await import("./lane-state");
    const account = roleAccount("relayer");
    const wallet = createWalletClient({ account, transport: http(stack.rpcUrl) });
    const hash = await wallet.sendTransaction({ chain: null, to: account.address, value: 1n });
    await context.client.waitForTransactionReceipt({ hash });
    await enqueueRoots("foreign", 1);
    await drive();
    expect((await findLaneStop(context, "relayer"))?.state).toBe("foreign_nonce");
    expect(await timesOnChain("foreign", 1)).toEqual([0]);
  });
});
