import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { RunCheck } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";

export type NewCheck = {
  runId: string;
  layer: RunCheck["layer"];
  workerId: string;
  verifierId?: string | null;
  shareBps?: number | null;
  seedBlock?: number | null;
  seed?: string | null;
  measured?: Prisma.InputJsonObject;
  verdict: RunCheck["verdict"];
  sentence: string;
};

/** One judgement about a worker's result, told on the run's page as well. */
export async function recordCheck(tx: Tx, check: NewCheck): Promise<void> {
  await tx.verification.create({ data: { ...check, measured: check.measured ?? {} } });
  await appendEvent(tx, check.runId, { kind: "notice", text: check.sentence });
}
