import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { RunEvent } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";

type Body<E> = E extends unknown ? Omit<E, "seq" | "at"> : never;

/** Writes the next event of a run in the caller's transaction; numbers have no gaps because the row lock orders them. */
export async function appendEvent(tx: Tx, runId: string, event: Body<RunEvent>): Promise<number> {
  const { eventSeq } = await tx.trainingRun.update({
    where: { id: runId },
    data: { eventSeq: { increment: 1 } },
    select: { eventSeq: true },
  });
  const { kind, ...body } = event;
  await tx.runEvent.create({ data: { runId, seq: eventSeq, kind, body: body as Prisma.InputJsonObject } });
  return eventSeq;
}
