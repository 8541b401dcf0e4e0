"use client";

import { DatabaseZap } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import type { Datanet } from "@/lib/schemas/datanets";
import { SqlConsole } from "./sql-console";

/** The console with the version and the query that the address names. A shared query waits until its reader runs it. */
export function DatanetSql({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.sqlTab");
  const params = useSearchParams();
  const { latestVersion } = datanet;
  if (latestVersion === null) {
    return (
      <EmptyState icon={DatabaseZap} title={t("empty")}>
        {t("emptyHint")}
      </EmptyState>
    );
  }
  const wanted = Number(params.get("version"));
  const shared = Number.isInteger(wanted) && wanted >= 1 && wanted <= latestVersion;
  return (
    <SqlConsole
      slug={datanet.slug}
      kind={datanet.kind}
      latestVersion={latestVersion}
      initialVersion={shared ? wanted : latestVersion}
      initialSql={params.get("sql")}
    />
  );
}
