"use client";

import { useTranslations } from "use-intl";
import type { Datanet } from "@/lib/schemas/datanets";

/** What the owner asks of rows, beside the place where they are written or judged. */
export function Guidelines({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.contribution");
  if (!datanet.guidelines) return null;
  return (
    <details className="rounded-md border bg-surface p-3" open>
      <summary className="font-semibold">{t("guidelines")}</summary>
      <p className="mt-2 max-w-reading whitespace-pre-wrap">{datanet.guidelines}</p>
    </details>
  );
}
