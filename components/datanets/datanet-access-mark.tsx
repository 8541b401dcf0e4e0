"use client";

import { useTranslations } from "use-intl";
import { Status } from "@/components/ui/status";
import type { DatanetAccess } from "@/lib/schemas/datanet-access";

/** Says that rows are not open to everybody; public is the rule and needs no mark. */
export function DatanetAccessMark({ access }: { access: DatanetAccess }) {
  const t = useTranslations("datanets.access");
  return access === "public" ? null : <Status tone="warn">{t(`mark.${access}`)}</Status>;
}
