"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { Figure } from "@/components/ui/figure";
import type { ModelCard } from "@/lib/schemas/models";
import { Lift } from "./lift";
import { ModelState } from "./model-state";

export function ModelList({ models }: { models: ModelCard[] }) {
  const t = useTranslations("models");
  const format = useFormatter();
  return (
    <ul className="divide-y rounded-md border bg-surface">
      {models.map((model) => (
        <li
          key={model.slug}
          className="relative flex flex-wrap items-start gap-x-6 gap-y-2 p-3 hover:bg-sunken/60"
        >
          <div className="min-w-0 flex-1 basis-72">
            <p className="flex flex-wrap items-center gap-x-3">
              <Link
                href={`/models/${model.slug}`}
                className="font-semibold after:absolute after:inset-0 hover:underline"
              >
                {model.name}
              </Link>
              {model.state === "published" ? null : <ModelState state={model.state} />}
            </p>
            {model.summary ? <p className="text-muted">{model.summary}</p> : null}
            <p className="text-sm text-muted">
              {t("rowMeta", {
                base: model.baseModelId,
                datanets: model.datanets.map((datanet) => datanet.name).join(", "),
                owner: model.owner.handle,
              })}
            </p>
          </div>
          <dl className="flex flex-wrap gap-x-6 gap-y-2">
            <Figure label={t("liftLabel")}>
              <Lift lift={model.lift} />
            </Figure>
            <Figure label={t("standardCall")}>
              <Amount wei={model.standardCallWei} />
            </Figure>
            <Figure label={t("answersLabel")}>{format.number(model.answers)}</Figure>
          </dl>
        </li>
      ))}
    </ul>
  );
}
