"use client";

import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { useChangeWorker } from "@/lib/client/compute/use-worker";
import type { WorkerDetail } from "@/lib/schemas/compute";

export function WorkerDrain({ worker }: { worker: WorkerDetail }) {
  const t = useTranslations("compute.detail");
  const change = useChangeWorker(worker.id);
  return (
    <div className="flex flex-col items-end gap-1">
      <Button pending={change.isPending} onClick={() => change.mutate({ draining: !worker.draining })}>
        {t(worker.draining ? "undrain" : "drain")}
      </Button>
      {worker.draining ? null : <p className="text-sm text-muted">{t("drainHint")}</p>}
      {change.error ? <ActionError error={change.error} /> : null}
    </div>
  );
}
