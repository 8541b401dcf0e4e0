import "server-only";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import type { InstanceStatus } from "@/lib/schemas/status";
import { addressBook } from "@/lib/server/chain/address-book";
import { publicClient } from "@/lib/server/chain/clients";
import { roleAddress } from "@/lib/server/chain/roles";
import { findOnlineWorkers } from "@/lib/server/compute/find-online-workers";
import { db } from "@/lib/server/db/prisma";
import { engineHealth } from "@/lib/server/inference/engine-client";
import { getFact } from "./instance-facts";

const LOCAL_CHAIN = 31337;
/** The keeper writes a sign of life every second. */
const KEEPER_LATE_MS = 15_000;

type Part = z.infer<typeof InstanceStatus>["parts"][number];

async function part(name: Part["name"], check: () => Promise<string>): Promise<Part> {
  try {
    return { name, state: "ready", detail: await check() };
  } catch (error) {
    return { name, state: "absent", detail: (error as Error).message.slice(0, 200) };
  }
}

/** Never throws for a part that is away: the page has to say which one. */
export async function getStatus(): Promise<z.infer<typeof InstanceStatus>> {
  const env = serverEnv();
  const book = await addressBook();
  const playMoney = book.chainId === LOCAL_CHAIN;
  const parts = await Promise.all([
    part("database", async () => {
      await db().$queryRaw`SELECT 1`;
      return "answers";
    }),
    part("chain", async () => `block ${await publicClient().getBlockNumber()}`),
    part("keeper", async () => {
      const beat = (await getFact("keeper")) as { at: string } | null;
      if (!beat || Date.now() - Date.parse(beat.at) > KEEPER_LATE_MS)
        throw new Error("No sign of life from the keeper.");
      return `last seen ${beat.at}`;
    }),
    part("worker", async () => {
      const workers = await findOnlineWorkers();
      if (workers.length === 0)
        throw new Error("No worker is online. Runs wait in the queue; waiting is free.");
      return `${workers.length} online`;
    }),
    part("engine", async () => {
      const health = await engineHealth();
      if (health.state !== "ready")
        throw new Error(`The serving engine is ${health.state}. ${health.detail}`);
      return health.base;
    }),
  ]);
  const seed = (await getFact("seed")) as z.infer<typeof InstanceStatus>["seed"];
  return {
    instanceName: env.MF_INSTANCE_NAME,
    chain: {
      id: book.chainId,
      name: playMoney ? "Local" : `Chain ${book.chainId}`,
      rpcUrl: env.CHAIN_PUBLIC_RPC_URL ?? env.CHAIN_RPC_URL,
      playMoney,
      explorerUrl: null,
      contracts: Object.fromEntries(
        Object.entries(book.contracts).map(([name, entry]) => [name, entry.address]),
      ),
      operator: roleAddress("operator"),
      relayer: roleAddress("relayer"),
    },
    walletConnectProjectId: env.WALLETCONNECT_PROJECT_ID ?? null,
    parts,
    seed: seed && seed.done < seed.total ? seed : null,
  };
}
