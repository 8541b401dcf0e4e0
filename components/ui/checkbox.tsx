import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & { label: ReactNode };

export function Checkbox({ label, className, ...props }: CheckboxProps) {
  return (
    <label className={cn("flex min-h-6 items-start gap-2", className)}>
      <input {...props} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-primary" />
      <span>{label}</span>
    </label>
  );
}
