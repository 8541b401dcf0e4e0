"use client";

import { Square } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useStopRun } from "@/lib/client/training/use-stop-run";
import type { TrainingRun } from "@/lib/schemas/training";

/** Two outcomes, each with its consequence; nothing is stopped by one click. */
export function StopRun({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run");
  const [open, setOpen] = useState(false);
  const stop = useStopRun(run.id);
  const choose = (outcome: "keep" | "discard") => stop.mutate(outcome, { onSuccess: () => setOpen(false) });
  return (
    <>
      <Button disabled={run.state === "STOPPING"} onClick={() => setOpen(true)}>
        <Square aria-hidden className="size-4" />
        {t("stop")}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t("stopTitle")}
        description={t("stopText", { step: run.step, steps: run.steps })}
        footer={<Button onClick={() => setOpen(false)}>{t("goOn")}</Button>}
      >
        <div className="flex flex-col gap-4">
          {run.state === "RUNNING" ? (
            <div className="flex flex-col items-start gap-1">
              <p className="text-muted">{t("keepHint")}</p>
              <Button
                disabled={stop.isPending}
                pending={stop.isPending && stop.variables === "keep"}
                onClick={() => choose("keep")}
              >
                {t("keep")}
              </Button>
            </div>
          ) : null}
          <div className="flex flex-col items-start gap-1">
            <p className="text-muted">{t("discardHint")}</p>
            <Button
              variant="danger"
              disabled={stop.isPending}
              pending={stop.isPending && stop.variables === "discard"}
              onClick={() => choose("discard")}
            >
              {t("discard")}
            </Button>
          </div>
          {stop.error ? <ActionError error={stop.error} /> : null}
        </div>
      </Dialog>
    </>
  );
}
