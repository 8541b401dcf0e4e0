"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { useRequestAccess } from "@/lib/client/datanets/use-request-access";
import { AccessPurpose, RequestAccessBody } from "@/lib/schemas/datanet-access";

const EMPTY: { purpose: AccessPurpose; message: string; days: string; grantee: string } = {
  purpose: "train",
  message: "",
  days: "90",
  grantee: "",
};

/** Asks the owner; the owner himself prepares a grant for a wallet that did not ask. */
export function RequestAccessForm({ slug, byOwner }: { slug: string; byOwner: boolean }) {
  const t = useTranslations("datanets.access");
  const [values, setValues] = useState(EMPTY);
  const request = useRequestAccess(slug);
  const parsed = RequestAccessBody.safeParse({
    purpose: values.purpose,
    message: values.message,
    days: Number(values.days),
    ...(byOwner && { grantee: values.grantee.trim() }),
  });
  const daysIssue = parsed.error?.issues.find((issue) => issue.path[0] === "days")?.message;
  return (
    <form
      aria-label={byOwner ? t("invite") : t("ask")}
      className="flex max-w-reading flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed.data) request.mutate(parsed.data, { onSuccess: () => setValues(EMPTY) });
      }}
    >
      <h3 className="font-semibold">{byOwner ? t("invite") : t("ask")}</h3>
      {byOwner ? (
        <Field label={t("wallet")}>
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              placeholder="0x…"
              value={values.grantee}
              onChange={(event) => setValues({ ...values, grantee: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("purpose")} hint={t("purposeHint")}>
          {(control) => (
            <Select
              {...control}
              value={values.purpose}
              onChange={(event) =>
                setValues({ ...values, purpose: AccessPurpose.catch("train").parse(event.target.value) })
              }
            >
              {AccessPurpose.options.map((purpose) => (
                <option key={purpose} value={purpose}>
                  {t(`purposes.${purpose}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("forDays")} hint={t("forDaysHint")} error={daysIssue}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={values.days}
              onChange={(event) => setValues({ ...values, days: event.target.value })}
            />
          )}
        </Field>
      </div>
      {byOwner ? null : (
        <Field label={t("message")} hint={t("messageHint")}>
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              value={values.message}
              onChange={(event) => setValues({ ...values, message: event.target.value })}
            />
          )}
        </Field>
      )}
      {request.error ? <ActionError error={request.error} /> : null}
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        disabled={!parsed.success}
        pending={request.isPending}
      >
        {byOwner ? t("prepare") : t("ask")}
      </Button>
    </form>
  );
}
