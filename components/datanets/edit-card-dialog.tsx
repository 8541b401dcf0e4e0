"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { useUpdateDatanet } from "@/lib/client/datanets/use-update-datanet";
import { DatanetAccess } from "@/lib/schemas/datanet-access";
import { type Datanet, UpdateDatanetBody } from "@/lib/schemas/datanets";
import { LanguageField } from "./language-field";

/** The owner's words and who reads the rows. */
export function EditCardDialog({ datanet, onClose }: { datanet: Datanet; onClose: () => void }) {
  const t = useTranslations("datanets.create");
  const accessWords = useTranslations("datanets.access");
  const [values, setValues] = useState({
    summary: datanet.summary,
    card: datanet.card,
    guidelines: datanet.guidelines,
    languages: datanet.languages,
    access: datanet.access,
  });
  const save = useUpdateDatanet(datanet.slug);
  const parsed = UpdateDatanetBody.safeParse(values);
  const issueOf = (field: string) => parsed.error?.issues.find((issue) => issue.path[0] === field)?.message;
  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("editTitle")}
      description={t("editText")}
      footer={
        <Button
          variant="primary"
          disabled={!parsed.success}
          pending={save.isPending}
          onClick={() => parsed.data && save.mutate(parsed.data, { onSuccess: onClose })}
        >
          {t("save")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t("summary")} hint={t("summaryHint")} error={issueOf("summary")}>
          {(control) => (
            <Input
              {...control}
              value={values.summary}
              onChange={(event) => setValues({ ...values, summary: event.target.value })}
            />
          )}
        </Field>
        <LanguageField
          languages={values.languages}
          onChange={(languages) => setValues({ ...values, languages })}
          error={issueOf("languages")}
        />
        <Field label={t("card")} hint={t("cardHint")}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              value={values.card}
              onChange={(event) => setValues({ ...values, card: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("guidelines")} hint={t("guidelinesHint")}>
          {(control) => (
            <Textarea
              {...control}
              rows={6}
              value={values.guidelines}
              onChange={(event) => setValues({ ...values, guidelines: event.target.value })}
            />
          )}
        </Field>
        <ChoiceGroup
          legend={accessWords("who")}
          value={values.access}
          onChange={(access) => setValues({ ...values, access })}
          choices={DatanetAccess.options.map((value) => ({
            value,
            label: accessWords(`kinds.${value}`),
            description: accessWords(`about.${value}`),
          }))}
        />
        {save.error ? <ActionError error={save.error} /> : null}
      </div>
    </Dialog>
  );
}
