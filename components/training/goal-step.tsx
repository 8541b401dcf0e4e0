"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Section } from "@/components/ui/section";
import type { BaseModel } from "@/lib/schemas/models";
import type { Goal } from "@/lib/schemas/training";
import { FitBadge } from "./fit-badge";
import { fitFor } from "./fit-for";
import type { WizardDraft } from "./wizard-state";

const SHOWN_FIRST = 4;
const GOALS: readonly Goal[] = ["facts", "style", "classify", "continue"];

type GoalStepProps = {
  draft: WizardDraft;
  update: (change: Partial<WizardDraft>) => void;
  bases: UseQueryResult<{ items: BaseModel[]; nextCursor: string | null }>;
};

export function GoalStep({ draft, update, bases }: GoalStepProps) {
  const t = useTranslations("training.wizard.goal");
  return (
    <>
      <Section title={t("title")}>
        <ChoiceGroup
          legend={t("title")}
          hideLegend
          value={draft.goal}
          // Defaults depend on the goal, so values that were set for another one are dropped.
          onChange={(goal) => update({ goal, settings: {} })}
          choices={GOALS.map((goal) => ({
            value: goal,
            label: t(`goals.${goal}`),
            description: t(`hints.${goal}`),
          }))}
          className="sm:grid-cols-2"
        />
      </Section>
      <Section title={t("base")} intro={t("baseIntro")}>
        <QueryView query={bases}>
          {({ items }) => (
            <BaseChoices
              bases={items}
              chosen={draft.baseModelId}
              onChoose={(baseModelId) => {
                const method = methodFor(items.find((base) => base.id === baseModelId));
                update({ baseModelId, settings: method ? { method } : {} });
              }}
            />
          )}
        </QueryView>
      </Section>
    </>
  );
}

/** A base that is too large in full precision and fits in 4 bits is trained in 4 bits. */
function methodFor(base: BaseModel | undefined): "qlora" | null {
  return base && fitFor(base, "lora").fit === "too_large" && fitFor(base, "qlora").fit !== "too_large"
    ? "qlora"
    : null;
}

type BaseChoicesProps = { bases: BaseModel[]; chosen: string | null; onChoose: (id: string) => void };

function BaseChoices({ bases, chosen, onChoose }: BaseChoicesProps) {
  const t = useTranslations("training.wizard.goal");
  const format = useFormatter();
  const [all, setAll] = useState(false);
  const shown = all ? bases : bases.filter((base, index) => index < SHOWN_FIRST || base.id === chosen);
  const factsOf = (base: BaseModel) =>
    [
      t("parameters", {
        count: format.number(base.parameters, { notation: "compact", maximumFractionDigits: 1 }),
      }),
      t("context", { count: base.contextLength }),
      base.spdxId,
      base.source === "hub" && !base.available
        ? t("download", {
            size: format.number(base.downloadBytes / 1e9, {
              style: "unit",
              unit: "gigabyte",
              maximumFractionDigits: 1,
            }),
          })
        : t(base.source),
      base.gated ? t("gated") : "",
    ]
      .filter(Boolean)
      .join(" · ");

  return (
    <div className="flex flex-col gap-2">
      <ChoiceGroup
        legend={t("base")}
        hideLegend
        value={chosen}
        onChange={onChoose}
        choices={shown.map((base) => ({
          value: base.id,
          label: base.name,
          description: factsOf(base),
          aside: <FitBadge base={base} method={methodFor(base) ?? "lora"} />,
        }))}
      />
      {shown.length < bases.length ? (
        <Button className="self-start" onClick={() => setAll(true)}>
          {t("more", { count: bases.length - shown.length })}
        </Button>
      ) : null}
    </div>
  );
}
