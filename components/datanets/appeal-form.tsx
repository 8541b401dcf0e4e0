"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { Textarea } from "@/components/ui/textarea";
import { useCreateAppeal } from "@/lib/client/datanets/use-create-appeal";
import type { Contribution } from "@/lib/schemas/contributions";

const SHORTEST = 20;

export function AppealForm({ slug, contribution }: { slug: string; contribution: Contribution }) {
  const t = useTranslations("datanets.appeal");
  const [text, setText] = useState("");
  const appeal = useCreateAppeal(slug, contribution.id);
  return (
    <Section title={t("formTitle", { count: contribution.verdicts.rejected })} intro={t("formText")}>
      <form
        className="flex max-w-reading flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          appeal.mutate(text.trim());
        }}
      >
        <Field label={t("why")} hint={t("whyHint")} className="w-full">
          {(control) => (
            <Textarea {...control} value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        <Button
          type="submit"
          variant="primary"
          disabled={text.trim().length < SHORTEST}
          pending={appeal.isPending}
        >
          {t("submit")}
        </Button>
        {appeal.error ? <ActionError error={appeal.error} /> : null}
      </form>
    </Section>
  );
}
