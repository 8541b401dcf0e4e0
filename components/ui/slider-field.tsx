"use client";

import { RotateCcw } from "lucide-react";
import { Slider } from "radix-ui";
import { type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { ChangedMark } from "./changed-mark";
import { Input } from "./input";

type SliderFieldProps = {
  label: string;
  hint?: ReactNode;
  value: number;
  defaultValue: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
  /** What the position means in words, read by screen readers and shown beside the number. */
  inWords?: (value: number) => string;
  /** Positions of the slider when they are not evenly spaced; the number box still takes `min` to `max`. */
  stops?: readonly number[];
};

/** A slider is never the only way: the number box beside it takes the same value. A dot marks a changed one. */
export function SliderField(props: SliderFieldProps) {
  const { label, hint, value, defaultValue, min, max, step, onChange, inWords, stops } = props;
  const t = useTranslations("ui");
  const id = useId();
  const changed = value !== defaultValue;
  const words = inWords?.(value);
  const position = stops
    ? Math.max(
        0,
        stops.findIndex((stop) => stop >= value),
      )
    : value;
  const range = stops ? { min: 0, max: stops.length - 1, step: 1 } : { min, max, step };

  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="font-semibold">
          {label}
        </label>
        {changed ? <ChangedMark /> : null}
        {words ? <span className="ml-auto text-sm text-muted">{words}</span> : null}
      </div>
      <div className="flex items-center gap-3">
        <Slider.Root
          value={[position]}
          {...range}
          onValueChange={([next]) => next !== undefined && onChange(stops ? (stops[next] ?? value) : next)}
          className="relative flex h-6 flex-1 touch-none items-center select-none"
        >
          <Slider.Track className="relative h-1 grow rounded-full bg-control">
            <Slider.Range className="absolute h-full rounded-full bg-primary" />
          </Slider.Track>
          <Slider.Thumb
            aria-label={t("sliderOf", { label })}
            aria-valuetext={words ?? String(value)}
            className="block size-4 rounded-full border-2 border-primary bg-surface"
          />
        </Slider.Root>
        <Input
          id={id}
          type="number"
          inputMode="decimal"
          value={value}
          min={min}
          max={max}
          step={stops ? "any" : step}
          onChange={(event) => {
            const next = event.target.valueAsNumber;
            if (Number.isFinite(next)) onChange(Math.min(max, Math.max(min, next)));
          }}
          className="w-24 text-right"
        />
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("resetOf", { label })}
          disabled={!changed}
          onClick={() => onChange(defaultValue)}
        >
          <RotateCcw aria-hidden className="size-4" />
        </Button>
      </div>
      {hint ? <p className="text-sm text-muted">{hint}</p> : null}
    </div>
  );
}
