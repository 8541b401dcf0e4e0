"use client";

import { type ReactNode, useId } from "react";
import { cn } from "./cn";

type Choice<T extends string> = {
  value: T;
  label: string;
  description?: ReactNode;
  aside?: ReactNode;
  disabled?: boolean;
};

type ChoiceGroupProps<T extends string> = {
  legend: string;
  hideLegend?: boolean;
  value: T | null;
  onChange: (value: T) => void;
  choices: Choice<T>[];
  className?: string;
};

/** Native radio buttons in the clothes of cards: arrow keys, form semantics and labels come for free. */
export function ChoiceGroup<T extends string>(props: ChoiceGroupProps<T>) {
  const { legend, hideLegend = false, value, onChange, choices, className } = props;
  const name = useId();
  return (
    <fieldset>
      <legend className={hideLegend ? "sr-only" : "mb-2 font-semibold"}>{legend}</legend>
      <div className={cn("grid gap-2", className)}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              "flex items-start gap-3 rounded-md border bg-surface p-3",
              choice.value === value ? "border-primary outline outline-primary" : "border-border",
              choice.disabled ? "text-muted" : "hover:bg-sunken",
              "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.disabled}
              aria-describedby={choice.description ? `${name}-${choice.value}` : undefined}
              aria-label={choice.label}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-primary outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap items-center justify-between gap-2 font-semibold">
                {choice.label}
                {choice.aside ? <span className="flex font-normal">{choice.aside}</span> : null}
              </span>
              {choice.description ? (
                <span id={`${name}-${choice.value}`} className="block text-sm text-muted">
                  {choice.description}
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
