"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { ActionError } from "@/components/layout/action-error";
import { type FieldIssue, FormErrors } from "@/components/layout/form-errors";
import { Button } from "@/components/ui/button";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { ApiError } from "@/lib/client/api-error";
import { useCreateDatanet } from "@/lib/client/datanets/use-create-datanet";
import { useFormDraft } from "@/lib/client/use-form-draft";
import { listLicences } from "@/lib/domain/datanets/licences";
import { DatanetAccess } from "@/lib/schemas/datanet-access";
import { CreateDatanetBody, DatanetKind } from "@/lib/schemas/datanets";
import { useWallet } from "@/lib/web3/wallet-context";
import { LanguageField } from "./language-field";

const Draft = z.object({
  name: z.string(),
  summary: z.string(),
  kind: DatanetKind,
  spdxId: z.string(),
  card: z.string(),
  guidelines: z.string(),
  languages: z.array(z.string()).default([]),
  access: DatanetAccess.default("public"),
});
type FieldName = keyof z.infer<typeof Draft>;

const EMPTY: z.infer<typeof Draft> = {
  name: "",
  summary: "",
  kind: "pair",
  spdxId: "CC-BY-4.0",
  card: "",
  guidelines: "",
  languages: [],
  access: "public",
};

export function DatanetForm() {
  const t = useTranslations("datanets.create");
  const kinds = useTranslations("datanets.kind");
  const accessWords = useTranslations("datanets.access");
  const router = useRouter();
  const { account, requestSignIn } = useWallet();
  const { values, update, forget } = useFormDraft("mf-datanet-draft", Draft, EMPTY);
  const [issues, setIssues] = useState<FieldIssue[]>([]);
  const create = useCreateDatanet();

  const labels: Record<FieldName, string> = {
    name: t("name"),
    summary: t("summary"),
    kind: t("kind"),
    spdxId: t("licence"),
    card: t("card"),
    guidelines: t("guidelines"),
    languages: t("languages"),
    access: accessWords("title"),
  };
  const toIssues = (found: { name: string; reason: string }[]): FieldIssue[] =>
    found.map(({ name, reason }) => ({
      field: name,
      label: name in labels ? labels[name as FieldName] : name,
      message: reason,
    }));
  const errorOf = (field: FieldName) => issues.find((issue) => issue.field === field)?.message;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = CreateDatanetBody.safeParse(values);
    if (!parsed.success) {
      setIssues(
        toIssues(
          parsed.error.issues.map(({ path, message }) => ({ name: String(path[0]), reason: message })),
        ),
      );
      return;
    }
    setIssues([]);
    if (!account && !(await requestSignIn().catch(() => null))) return;
    create.mutate(parsed.data, {
      onSuccess: (datanet) => {
        forget();
        router.push(`/datanets/${datanet.slug}`);
      },
      onError: (error) => {
        if (error instanceof ApiError) setIssues(toIssues(error.invalidParams));
      },
    });
  };

  const licence = listLicences().find((candidate) => candidate.spdxId === values.spdxId);
  const licenceHint = !licence
    ? t("licenceHint")
    : licence.paidInference
      ? t("licencePaid")
      : licence.publish
        ? t("licenceNoPaid")
        : t("licenceNoPublish");

  return (
    <form onSubmit={submit} noValidate className="flex max-w-reading flex-col gap-6">
      <FormErrors issues={issues} />
      <Field label={t("name")} hint={t("nameHint")} error={errorOf("name")}>
        {(control) => (
          <Input
            {...control}
            name="name"
            value={values.name}
            onChange={(event) => update({ name: event.target.value })}
            autoComplete="off"
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
      <ChoiceGroup
        legend={t("kind")}
        value={values.kind}
        onChange={(kind) => update({ kind })}
        choices={DatanetKind.options.map((value) => ({
          value,
          label: kinds(value),
          description: t(`${value}Hint`),
        }))}
        className="sm:grid-cols-2"
      />
      <Field label={t("licence")} hint={licenceHint} error={errorOf("spdxId")}>
        {(control) => (
          <Select
            {...control}
            name="spdxId"
            value={values.spdxId}
            onChange={(event) => update({ spdxId: event.target.value })}
          >
            {listLicences().map((option) => (
              <option key={option.spdxId} value={option.spdxId}>
                {option.name} ({option.spdxId})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <LanguageField
        languages={values.languages}
        onChange={(languages) => update({ languages })}
        error={errorOf("languages")}
      />
      <Field label={t("card")} hint={t("cardHint")} error={errorOf("card")}>
        {(control) => (
          <Textarea
            {...control}
            name="card"
            rows={6}
            value={values.card}
            onChange={(event) => update({ card: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("guidelines")} hint={t("guidelinesHint")} error={errorOf("guidelines")}>
        {(control) => (
          <Textarea
            {...control}
            name="guidelines"
            rows={4}
            value={values.guidelines}
            onChange={(event) => update({ guidelines: event.target.value })}
          />
        )}
      </Field>
      <ChoiceGroup
        legend={accessWords("who")}
        value={values.access}
        onChange={(access) => update({ access })}
        choices={DatanetAccess.options.map((value) => ({
          value,
          label: accessWords(`kinds.${value}`),
          description: accessWords(`about.${value}`),
        }))}
      />
      {create.error && issues.length === 0 ? <ActionError error={create.error} /> : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" size="lg" pending={create.isPending}>
          {t("submit")}
        </Button>
        {account === null ? <p className="text-sm text-muted">{t("signInNote")}</p> : null}
      </div>
    </form>
  );
}
