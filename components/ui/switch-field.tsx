"use client";

import { RotateCcw } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { ChangedMark } from "./changed-mark";
import { Checkbox } from "./checkbox";

type SwitchFieldProps = {
  label: string;
  hint: ReactNode;
  value: boolean;
  defaultValue: boolean;
  onChange: (value: boolean) => void;
};

/** On or off, said in words below; a dot marks a changed one, as beside a slider. */
export function SwitchField({ label, hint, value, defaultValue, onChange }: SwitchFieldProps) {
  const t = useTranslations("ui");
  const id = useId();
  const changed = value !== defaultValue;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <Checkbox
          checked={value}
          aria-describedby={id}
          onChange={(event) => onChange(event.target.checked)}
          label={<span className="font-semibold">{label}</span>}
        />
        {changed ? <ChangedMark /> : null}
        <Button
          variant="ghost"
          size="icon"
          className="ml-auto"
          aria-label={t("resetOf", { label })}
          disabled={!changed}
          onClick={() => onChange(defaultValue)}
        >
          <RotateCcw aria-hidden className="size-4" />
        </Button>
      </div>
      <p id={id} className="text-sm text-muted">
        {hint}
      </p>
    </div>
  );
}
