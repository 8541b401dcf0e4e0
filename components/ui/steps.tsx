"use client";

import { Check, Circle, LoaderCircle, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "./cn";

export type Step = {
  key: string;
  state: "done" | "active" | "waiting" | "failed";
  label: ReactNode;
  detail?: ReactNode;
};

const LOOKS = {
  done: { icon: Check, className: "text-ok" },
  active: { icon: LoaderCircle, className: "text-info" },
  waiting: { icon: Circle, className: "text-muted" },
  failed: { icon: X, className: "text-danger" },
} as const;

/** What happened, what is happening, what comes; announced when it changes. */
export function Steps({ label, steps }: { label: string; steps: Step[] }) {
  const t = useTranslations("ui.step");
  return (
    <ol aria-label={label} aria-live="polite" className="flex flex-col">
      {steps.map((step, index) => {
        const { icon: Icon, className } = LOOKS[step.state];
        return (
          <li key={step.key} className="relative flex gap-3 pb-4 last:pb-0">
            {index < steps.length - 1 ? (
              <span aria-hidden className="absolute top-6 bottom-0 left-2.5 w-px bg-border" />
            ) : null}
            <span
              className={cn(
                "flex size-5 shrink-0 items-center justify-center rounded-full border border-current bg-surface",
                className,
              )}
            >
              <Icon
                aria-hidden
                className={cn("size-3", step.state === "active" && "animate-spin [animation-duration:2s]")}
              />
            </span>
            <div className="min-w-0">
              <p className={cn(step.state === "waiting" && "text-muted")}>
                {step.label}
                <span className="sr-only">, {t(step.state)}</span>
              </p>
              {step.detail ? <div className="text-sm text-muted">{step.detail}</div> : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
