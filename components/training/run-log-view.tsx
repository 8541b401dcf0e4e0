"use client";

import { useTranslations } from "use-intl";
import { ScrollArea } from "@/components/ui/scroll-area";
import type { RunEvent } from "@/lib/schemas/training";
import { usePhaseName } from "./use-phase-name";

/** Everything the run reported, one line each, in the worker's own words where it used some. */
export function RunLogView({ events }: { events: RunEvent[] }) {
  const t = useTranslations("training.run.log");
  const states = useTranslations("training.state");
  const phaseName = usePhaseName();
  const lineOf = (event: RunEvent): string => {
    switch (event.kind) {
      case "state":
        return [t("state", { state: states(event.state) }), event.reason].filter(Boolean).join(" · ");
      case "end":
        return t("state", { state: states(event.state) });
      case "phase":
        return t("phase", { phase: phaseName(event.phase), step: event.step, steps: event.steps });
      case "checkpoint":
        return t("checkpoint", { step: event.step, hash: `${event.sha256.slice(0, 12)}…` });
      case "restart":
        return t("restart", { step: event.fromStep });
      case "log":
      case "notice":
        return event.text;
      case "metrics":
      case "sample":
        return "";
    }
  };
  return (
    <details>
      <summary className="text-xl font-semibold">{t("title")}</summary>
      {events.length === 0 ? (
        <p className="mt-2 text-muted">{t("empty")}</p>
      ) : (
        <ScrollArea
          label={t("title")}
          className="mt-2 max-h-80 overflow-auto rounded-md border bg-sunken p-3"
        >
          <ol className="font-mono text-sm">
            {events.map((event) => (
              <li key={event.seq} className="flex gap-3 py-px">
                <time dateTime={event.at} className="shrink-0 text-muted">
                  {event.at.slice(11, 19)}
                </time>
                <span className="break-words whitespace-pre-wrap">{lineOf(event)}</span>
              </li>
            ))}
          </ol>
        </ScrollArea>
      )}
    </details>
  );
}
