"use client";

import { ArrowDown, ArrowUp, GripVertical } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Section } from "@/components/ui/section";
import { useReorderQueue } from "@/lib/client/training/use-reorder-queue";
import type { TrainingRunPage } from "@/lib/schemas/training";
import { moved } from "./moved";

type Run = z.infer<typeof TrainingRunPage>["items"][number];

/** Own runs that wait, in their order; dragged, or moved by buttons, which every input can do. */
export function RunQueue({ runs }: { runs: Run[] }) {
  const t = useTranslations("training.runs");
  const reorder = useReorderQueue();
  const [dragged, setDragged] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const waiting = runs
    .filter((run) => run.queuePosition !== null)
    .sort((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0));
  if (waiting.length === 0) return null;
  const name = (run: Run) =>
    t("titleOf", { base: run.baseModelId, data: run.data.map((datanet) => datanet.name).join(", ") });
  const move = (from: number, to: number) => {
    const run = waiting[from];
    if (!run || from === to || to < 0 || to >= waiting.length) return;
    setSaid(t("movedTo", { name: name(run), place: to + 1, of: waiting.length }));
    reorder.mutate(moved(waiting, from, to).map((one) => one.id));
  };
  return (
    <Section title={t("queue")} intro={t("queueIntro")} className="mb-6">
      <ol className="flex flex-col gap-1">
        {waiting.map((run, place) => (
          <li
            key={run.id}
            draggable={waiting.length > 1}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              setDragged(place);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged !== null && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) move(dragged, place);
              setDragged(null);
            }}
            className={cn(
              "flex flex-wrap items-center gap-3 rounded-md border bg-surface px-3 py-1",
              dragged === place && "opacity-60",
            )}
          >
            {waiting.length > 1 ? (
              <GripVertical aria-hidden className="size-4 shrink-0 cursor-grab text-muted" />
            ) : null}
            <span className="min-w-0 flex-1 basis-48">
              <Link
                href={`/training/${run.id}`}
                draggable={false}
                className="font-semibold text-primary hover:underline"
              >
                {name(run)}
              </Link>
              <span className="block text-sm text-muted">
                {t("position", { position: run.queuePosition ?? 0, steps: run.steps })}
              </span>
            </span>
            {waiting.length > 1 ? (
              <span className="flex gap-1">
                <Button
                  size="icon"
                  variant="ghost"
                  aria-label={t("moveUp", { name: name(run), place: place + 1 })}
                  disabled={place === 0 || reorder.isPending}
                  onClick={() => move(place, place - 1)}
                >
                  <ArrowUp aria-hidden className="size-4" />
                </Button>
                <Button
                  size="icon"
                  variant="ghost"
                  aria-label={t("moveDown", { name: name(run), place: place + 1 })}
                  disabled={place === waiting.length - 1 || reorder.isPending}
                  onClick={() => move(place, place + 1)}
                >
                  <ArrowDown aria-hidden className="size-4" />
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
      {reorder.error ? <ActionError error={reorder.error} /> : null}
    </Section>
  );
}
