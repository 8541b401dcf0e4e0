import { z } from "zod";

/** What is started somewhere else: one worker process that joins a platform, works, and ends by itself when idle. */
export const LaunchSpec = z.strictObject({
  /** Also the name of what is created there: a DNS label, as the strictest of them wants it. */
  name: z
    .string()
    .regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, "lower-case letters, digits and hyphens, at most 40, starting with a letter"),
  /** The platform as that machine reaches it. */
  serverUrl: z.url({ protocol: /^https?$/ }),
  /** `code`: the operator's own machine; `wallet`: a provider's, paid at the wallet of its key. */
  credential: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("code"), secret: z.string().min(16) }),
    z.strictObject({ kind: z.literal("wallet"), secret: z.string().regex(/^0x[0-9a-fA-F]{64}$/) }),
  ]),
  /** Container image with the worker, by digest where it matters; for launchers that start containers. */
  image: z.string().regex(/^[\w./:@-]+$/).nullable().default(null),
  /** Interpreter that has the worker's packages, for launchers that start processes. */
  python: z.string().min(1).default("python3"),
  gpus: z.int().min(0).max(16).default(0),
  cpus: z.int().min(1).max(256).default(2),
  memoryGb: z.int().min(1).max(4096).default(8),
  /** What is rented by the hour must not be forgotten. */
  maxHours: z.int().min(1).max(168).default(24),
  idleExitS: z.int().min(30).max(86_400).default(300),
}); // biome-ignore format: one field a line
export type LaunchSpec = z.infer<typeof LaunchSpec>;
