import type { RunEvent, TrainingRun } from "@/lib/schemas/training";
import { isEnded } from "./is-ended";

/** The run after one more event. Events that the snapshot already holds change nothing. */
export function applyRunEvent(run: TrainingRun, event: RunEvent): TrainingRun {
  if (event.seq <= run.lastSeq) return run;
  const next = { ...run, lastSeq: event.seq };
  switch (event.kind) {
    case "state":
      return { ...next, state: event.state, reason: event.reason ?? run.reason };
    case "phase":
      return { ...next, phase: event.phase, step: event.step, steps: event.steps };
    case "metrics": {
      const known = new Set(run.points.map((point) => `${point.kind}:${point.step}`));
      const fresh = event.points.filter((point) => !known.has(`${point.kind}:${point.step}`));
      return { ...next, points: [...run.points, ...fresh], step: event.step, steps: event.steps };
    }
    case "sample":
      return { ...next, samples: [...run.samples, ...event.samples] };
    case "restart": {
      const kept = <T extends { step: number }>(items: T[]) =>
        items.filter((item) => item.step <= event.fromStep);
      return { ...next, points: kept(run.points), samples: kept(run.samples), step: event.fromStep };
    }
    case "end":
      return { ...next, state: isEnded(event.state) ? event.state : run.state };
    case "checkpoint":
    case "log":
    case "notice":
      return next;
  }
}
