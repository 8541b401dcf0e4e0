import { z } from "zod";
import { Address } from "./primitives";

/** GET /api/v1/status — public, no sign-in. Everything the browser needs to know about this instance. */
export const InstanceStatus = z.object({
  instanceName: z.string(),
  chain: z.object({
    id: z.int(),
    name: z.string(),
    rpcUrl: z.url(),
    playMoney: z.boolean(),
    explorerUrl: z.url().nullable(),
    contracts: z.record(z.string(), Address),
    operator: Address,
    relayer: Address,
  }),
  walletConnectProjectId: z.string().nullable(),
  parts: z.array(
    z.object({
      name: z.enum(["database", "chain", "keeper", "worker", "engine"]),
      state: z.enum(["ready", "starting", "absent"]),
      detail: z.string(),
    }),
  ),
  /** The first start's seed; null once everything is there or when seeding is off. */
  seed: z.object({ phase: z.string(), done: z.int(), total: z.int() }).nullable(),
});
export type InstanceStatus = z.infer<typeof InstanceStatus>;
