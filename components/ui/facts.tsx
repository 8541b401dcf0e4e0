import type { ReactNode } from "react";
import { cn } from "./cn";

type FactsProps = { facts: { label: string; value: ReactNode }[]; className?: string; wide?: boolean };

/** Name–value lines of a ledger. `wide` sets them side by side as headline figures. */
export function Facts({ facts, className, wide = false }: FactsProps) {
  return (
    <dl
      className={cn(
        wide
          ? "grid grid-cols-2 overflow-hidden rounded-md border bg-surface sm:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]"
          : "grid gap-x-4 gap-y-1",
        className,
      )}
    >
      {facts.map((fact) => (
        <div
          key={fact.label}
          // The lines of the last column and row fall under the frame, so an incomplete row leaves no grey hole.
          className={
            wide ? "-mr-px -mb-px border-r border-b px-3 py-2" : "flex flex-wrap items-baseline gap-x-4"
          }
        >
          <dt className={wide ? "text-xs text-muted" : "text-muted"}>{fact.label}</dt>
          <dd className={wide ? "text-lg font-semibold" : "ml-auto min-w-0 text-right"}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
