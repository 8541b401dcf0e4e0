"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/cn";
import { WIZARD_STEPS, type WizardStep } from "./wizard-state";

/** Five links: any step can be opened at any time, and each has its address. */
export function WizardStepper({ step }: { step: WizardStep }) {
  const t = useTranslations("training.wizard");
  return (
    <nav aria-label={t("stepsLabel")} className="md:max-xl:col-span-2 xl:sticky xl:top-18">
      <ol className="flex flex-wrap gap-x-4 gap-y-1 xl:flex-col">
        {WIZARD_STEPS.map((candidate, index) => (
          <li key={candidate}>
            <Link
              href={`/training/new?step=${candidate}`}
              scroll={false}
              aria-current={candidate === step ? "step" : undefined}
              className={cn(
                "flex min-h-8 items-center gap-2 border-b-2 xl:border-b-0 xl:border-l-2 xl:pl-3",
                candidate === step
                  ? "border-primary font-semibold"
                  : "border-transparent text-muted hover:text-fg xl:border-border",
              )}
            >
              <span className="tabular-nums">{index + 1}</span>
              {t(`steps.${candidate}`)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
