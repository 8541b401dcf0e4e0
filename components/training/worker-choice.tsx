"use client";

import { useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { formatAmount } from "@/components/ui/format-amount";
import { Select } from "@/components/ui/select";
import { useWorkers } from "@/lib/client/compute/use-workers";

type WorkerChoiceProps = { worker: string; onWorker: (worker: string) => void };

/** Who trains: left to the platform, or one machine by name. Each shows its price and how it is trusted. */
export function WorkerChoice({ worker, onWorker }: WorkerChoiceProps) {
  const t = useTranslations("training.wizard.review.workers");
  const online = (useWorkers().data?.items ?? []).filter((one) => one.online && !one.draining);
  const gone = worker !== "auto" && !online.some((one) => one.id === worker);
  return (
    <Field label={t("label")} hint={t("hint")} className="max-w-120">
      {(control) => (
        <Select {...control} value={worker} onChange={(event) => onWorker(event.target.value)}>
          <option value="auto">{t("auto")}</option>
          {online.map((one) => (
            <option key={one.id} value={one.id}>
              {t(one.tier <= 1 ? "own" : one.tier === 2 ? "staked" : "unstaked", {
                name: one.name,
                rate: formatAmount(one.offer.ratePerPflopWei, "OPEN").text,
              })}
            </option>
          ))}
          {gone ? <option value={worker}>{t("gone")}</option> : null}
        </Select>
      )}
    </Field>
  );
}
