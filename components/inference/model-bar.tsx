"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { formatAmount } from "@/components/ui/format-amount";
import { Select } from "@/components/ui/select";
import type { ModelCard } from "@/lib/schemas/models";

type ModelBarProps = { models: ModelCard[]; model: ModelCard; onModel: (slug: string) => void };

/** Which adapter answers, pinned to its hash, and what it asks. */
export function ModelBar({ models, model, onModel }: ModelBarProps) {
  const t = useTranslations("inference");
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
      <Field label={t("model")} className="w-full sm:w-80">
        {(control) => (
          <Select {...control} value={model.slug} onChange={(event) => onModel(event.target.value)}>
            {models.map((candidate) => (
              <option key={candidate.slug} value={candidate.slug}>
                {candidate.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <p className="min-w-0 text-sm text-muted">
        <code className="font-mono">{model.servedName}</code>
        <br />
        {t("modelMeta", {
          inPrice: formatAmount(model.price.inPer1kWei).text,
          outPrice: formatAmount(model.price.outPer1kWei).text,
        })}
        {" · "}
        <Link href={`/models/${model.slug}`} className="text-primary underline">
          {t("card")}
        </Link>
      </p>
    </div>
  );
}
