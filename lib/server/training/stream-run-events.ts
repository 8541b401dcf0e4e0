import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { RunEvent } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

const POLL_MS = 400;
const COMMENT_MS = 15_000;
const BATCH = 500;

/** Server-sent events after `lastSeq`, from the rows: a reload or a dropped line resumes without a gap. @throws AppError not_found */
export async function streamRunEvents(call: {
  actor: Actor;
  id: string;
  lastSeq: number;
  signal: AbortSignal;
}): Promise<Response> {
  const account = requireAccount(call.actor);
  const run = await db().trainingRun.findUnique({ where: { id: call.id } });
  if (!run || run.accountId !== account.id) throw new AppError("not_found", "There is no such run of yours.");
  const encoder = new TextEncoder();
  let closed = false;
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      let seq = call.lastSeq;
      let quietSince = Date.now();
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      send(": connected\n\n");
      while (!closed && !call.signal.aborted) {
        const rows = await db().runEvent.findMany({
          where: { runId: call.id, seq: { gt: seq } },
          orderBy: { seq: "asc" },
          take: BATCH,
        });
        for (const row of rows) {
          const event = RunEvent.parse({
            ...(row.body as object),
            kind: row.kind,
            seq: row.seq,
            at: row.at.toISOString(),
          });
          send(`id: ${row.seq}\nevent: ${row.kind}\ndata: ${JSON.stringify(event)}\n\n`);
          seq = row.seq;
          quietSince = Date.now();
          if (row.kind === "end") closed = true;
        }
        if (Date.now() - quietSince > COMMENT_MS) {
          send(": still here\n\n");
          quietSince = Date.now();
        }
        if (!closed && rows.length < BATCH) await sleep(POLL_MS);
      }
      if (!call.signal.aborted) controller.close();
    },
    cancel() {
      closed = true;
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
