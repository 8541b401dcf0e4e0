"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { ActionError } from "@/components/layout/action-error";
import { type FieldIssue, FormErrors } from "@/components/layout/form-errors";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { formatAmount, parseOpen } from "@/components/ui/format-amount";
import { Input } from "@/components/ui/input";
import { ApiError } from "@/lib/client/api-error";
import { useCreateModel } from "@/lib/client/models/use-create-model";
import { useReportModelPublication } from "@/lib/client/models/use-report-model-publication";
import { useFormDraft } from "@/lib/client/use-form-draft";
import { CreateModelBody } from "@/lib/schemas/models";
import type { TrainingRun } from "@/lib/schemas/training";
import { useWallet } from "@/lib/web3/wallet-context";
import { toSlug } from "./to-slug";

const Draft = z.object({
  name: z.string(),
  slug: z.string(),
  summary: z.string(),
  inPrice: z.string(),
  outPrice: z.string(),
});

/** One button: the server prepares the model, the owner's wallet sends `publish`, the server is told. */
export function PublishForm({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run.publish");
  const { sendCall } = useWallet();
  const { mutateAsync: createModel } = useCreateModel();
  const { mutateAsync: report } = useReportModelPublication();
  const [issues, setIssues] = useState<FieldIssue[]>([]);
  const suggested = run.data.map((datanet) => datanet.name).join(" + ");
  const { values, update, forget } = useFormDraft(`mf-publish-${run.id}`, Draft, {
    name: suggested,
    slug: toSlug(suggested),
    summary: "",
    inPrice: "0.5",
    outPrice: "2",
  });
  const inWei = parseOpen(values.inPrice);
  const outWei = parseOpen(values.outPrice);

  const publish = useMutation({
    mutationFn: async (body: z.infer<typeof CreateModelBody>) => {
      const model = await createModel(body);
      forget();
      if (model.publish) await report({ slug: model.slug, txHash: await sendCall(model.publish) });
    },
    onError: (error) => {
      if (error instanceof ApiError) setIssues(error.invalidParams.map(toIssue));
    },
  });

  const labels: Record<string, string> = {
    name: t("name"),
    slug: t("slug"),
    summary: t("summary"),
    inPer1kWei: t("inPrice"),
    outPer1kWei: t("outPrice"),
  };
  const toIssue = ({ name, reason }: { name: string; reason: string }): FieldIssue => ({
    field: name,
    label: labels[name] ?? name,
    message: reason,
  });
  const errorOf = (field: string) => issues.find((issue) => issue.field === field)?.message;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = CreateModelBody.safeParse({
      runId: run.id,
      slug: values.slug,
      name: values.name,
      summary: values.summary,
      inPer1kWei: inWei?.toString(),
      outPer1kWei: outWei?.toString(),
    });
    if (parsed.success) {
      setIssues([]);
      publish.mutate(parsed.data);
      return;
    }
    setIssues(
      parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        return toIssue({ name, reason: name.endsWith("Wei") ? t("priceError") : message });
      }),
    );
  };

  return (
    <form onSubmit={submit} noValidate className="flex max-w-reading flex-col gap-4">
      <FormErrors issues={issues} />
      <Field label={t("name")} error={errorOf("name")}>
        {(control) => (
          <Input
            {...control}
            name="name"
            value={values.name}
            onChange={(event) => update({ name: event.target.value, slug: toSlug(event.target.value) })}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label={t("slug")} hint={t("slugHint")} error={errorOf("slug")}>
        {(control) => (
          <Input
            {...control}
            name="slug"
            value={values.slug}
            onChange={(event) => update({ slug: event.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t("summary")} hint={t("summaryHint")} error={errorOf("summary")}>
        {(control) => (
          <Input
            {...control}
            name="summary"
            value={values.summary}
            onChange={(event) => update({ summary: event.target.value })}
            autoComplete="off"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("inPrice")} error={errorOf("inPer1kWei")}>
          {(control) => (
            <Input
              {...control}
              name="inPer1kWei"
              inputMode="decimal"
              value={values.inPrice}
              onChange={(event) => update({ inPrice: event.target.value })}
              autoComplete="off"
            />
          )}
        </Field>
        <Field label={t("outPrice")} error={errorOf("outPer1kWei")}>
          {(control) => (
            <Input
              {...control}
              name="outPer1kWei"
              inputMode="decimal"
              value={values.outPrice}
              onChange={(event) => update({ outPrice: event.target.value })}
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      {inWei !== null && outWei !== null ? (
        <p className="text-sm text-muted">
          {t("standard", { amount: formatAmount((inWei * 500n + outWei * 300n + 999n) / 1000n).text })}
        </p>
      ) : null}
      {publish.error && issues.length === 0 ? <ActionError error={publish.error} /> : null}
      <Button type="submit" variant="primary" size="lg" pending={publish.isPending} className="self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
