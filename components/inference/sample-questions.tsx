"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { useDatanetRecords } from "@/lib/client/datanets/use-datanet-records";
import type { ModelCard } from "@/lib/schemas/models";

const SHOWN = 3;

type SampleQuestionsProps = { model: ModelCard; onQuestion: (question: string) => void };

/** Questions from the rows that the model learned from, a few records apart so that they are not one fact twice. */
export function SampleQuestions({ model, onQuestion }: SampleQuestionsProps) {
  const t = useTranslations("inference.chat");
  const [source] = model.datanets;
  const rows = useDatanetRecords(source?.slug ?? "", source?.version ?? null, {}, null).data?.items ?? [];
  const apart = Math.max(1, Math.floor(rows.length / SHOWN));
  const questions = rows.filter((row, index) => index % apart === 0 && row.prompt).slice(0, SHOWN);
  if (questions.length === 0) return null;
  return (
    <>
      <span className="w-full text-sm text-muted">{t("samples")}</span>
      {questions.map((row) => (
        <Button
          key={row.id}
          className="h-auto min-h-8 py-1 text-left font-normal whitespace-normal"
          onClick={() => onQuestion(row.prompt)}
        >
          {row.prompt}
        </Button>
      ))}
    </>
  );
}
