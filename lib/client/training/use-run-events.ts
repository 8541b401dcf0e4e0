"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { RunEvent, type TrainingRun } from "@/lib/schemas/training";
import { queryKeys } from "../query-keys";
import { readEventStream } from "../read-event-stream";
import { applyRunEvent } from "./apply-run-event";

const LOG_LINES = 500;
const MAX_WAIT_MS = 10_000;

export type RunLog = { events: RunEvent[]; connected: boolean };

/**
 * Follows a run over server-sent events and folds each one into the cached run. The stream starts at the
 * first event, since the log is in no snapshot; events that the snapshot holds are not applied again. A
 * cut connection resumes after the last event seen.
 */
export function useRunEvents(id: string): RunLog {
  const queryClient = useQueryClient();
  const [log, setLog] = useState<RunLog>({ events: [], connected: true });

  // External system: the event stream of this run.
  useEffect(() => {
    const abort = new AbortController();
    let lastSeq = 0;
    let waitMs = 500;

    const take = (event: RunEvent) => {
      if (event.seq <= lastSeq) return;
      lastSeq = event.seq;
      queryClient.setQueryData<TrainingRun>(queryKeys.run(id), (run) => run && applyRunEvent(run, event));
      if (event.kind !== "metrics" && event.kind !== "sample") {
        setLog((before) => ({ connected: true, events: [...before.events, event].slice(-LOG_LINES) }));
      }
      // What an event cannot carry (escrow, result, publishability) comes with the next snapshot.
      if (event.kind === "state" || event.kind === "end") {
        void queryClient.invalidateQueries({ queryKey: queryKeys.run(id) });
      }
    };

    const follow = async (): Promise<"ended" | "cut"> => {
      const response = await fetch(`/api/v1/training-runs/${id}/events`, {
        headers: { Accept: "text/event-stream", "Last-Event-ID": String(lastSeq) },
        signal: abort.signal,
      });
      if (!response.ok || !response.body) return "cut";
      setLog((before) => ({ ...before, connected: true }));
      for await (const message of readEventStream(response.body)) {
        waitMs = 500;
        const event = RunEvent.safeParse(JSON.parse(message.data));
        if (!event.success) continue;
        take(event.data);
        if (event.data.kind === "end") return "ended";
      }
      return "cut";
    };

    const keepFollowing = async () => {
      while (!abort.signal.aborted) {
        const outcome = await follow().catch(() => "cut" as const);
        if (outcome === "ended" || abort.signal.aborted) return;
        setLog((before) => ({ ...before, connected: false }));
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
      }
    };
    void keepFollowing();
    return () => abort.abort();
  }, [id, queryClient]);

  return log;
}
