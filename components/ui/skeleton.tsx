"use client";

import { useTranslations } from "use-intl";
import { cn } from "./cn";

/** A grey stand-in with the size of what is coming. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn("appear-late rounded-md bg-border/60", className)} />
);

type SkeletonRowsProps = { rows?: number; className?: string };

/** Rows of a table or list that is being fetched; announced once. */
export function SkeletonRows({ rows = 5, className }: SkeletonRowsProps) {
  const t = useTranslations("ui");
  return (
    <div role="status" className={cn("flex flex-col gap-2", className)}>
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  );
}
