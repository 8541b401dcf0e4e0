"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { formatEther, parseEther } from "viem";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { useChangeWorker } from "@/lib/client/compute/use-worker";
import type { WorkerDetail } from "@/lib/schemas/compute";

const AMOUNT = /^\d{1,6}(\.\d{1,18})?$/;

/** The price as OPEN with a point; wei stays out of the form. */
export function WorkerPrice({ worker }: { worker: WorkerDetail }) {
  const t = useTranslations("compute.detail.offer");
  const change = useChangeWorker(worker.id);
  const [rate, setRate] = useState(formatEther(BigInt(worker.offer.ratePerPflopWei)));
  const [start, setStart] = useState(formatEther(BigInt(worker.offer.startFeeWei)));
  const wrong = (text: string) => (AMOUNT.test(text) ? undefined : t("invalid"));
  const valid = AMOUNT.test(rate) && AMOUNT.test(start);
  const save = () =>
    change.mutate({
      offer: { ratePerPflopWei: parseEther(rate).toString(), startFeeWei: parseEther(start).toString() },
    });
  return (
    <Section title={t("title")} intro={t("intro")}>
      <Card>
        <form
          className="flex flex-wrap items-end gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (valid) save();
          }}
        >
          <Field label={t("rate")} error={wrong(rate)}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={rate}
                onChange={(e) => setRate(e.target.value)}
              />
            )}
          </Field>
          <Field label={t("start")} error={wrong(start)}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={start}
                onChange={(e) => setStart(e.target.value)}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" pending={change.isPending} disabled={!valid}>
            {t("save")}
          </Button>
        </form>
      </Card>
      {change.error ? <ActionError error={change.error} /> : null}
      {change.isSuccess ? (
        <Notice tone="ok" live="status">
          {t("saved")}
        </Notice>
      ) : null}
    </Section>
  );
}
