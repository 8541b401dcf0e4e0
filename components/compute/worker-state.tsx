"use client";

import { useTranslations } from "use-intl";
import { Status } from "@/components/ui/status";
import type { WorkerCard } from "@/lib/schemas/compute";

export function WorkerState({ worker }: { worker: Pick<WorkerCard, "online" | "draining"> }) {
  const t = useTranslations("compute.state");
  if (!worker.online) return <Status tone="off">{t("offline")}</Status>;
  return worker.draining ? (
    <Status tone="warn">{t("draining")}</Status>
  ) : (
    <Status tone="ok">{t("online")}</Status>
  );
}
