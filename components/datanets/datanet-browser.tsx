"use client";

import { Database, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { DatanetList } from "@/components/tables/datanet-list";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { useDatanets } from "@/lib/client/datanets/use-datanets";

export function DatanetBrowser() {
  const t = useTranslations("datanets");
  const [query, setQuery] = useState("");
  const datanets = useDatanets();
  const wanted = query.trim().toLowerCase();

  return (
    <QueryView query={datanets}>
      {({ items }) => {
        if (items.length === 0) {
          return (
            <EmptyState
              icon={Database}
              title={t("empty")}
              actions={
                <ButtonLink href="/datanets/new" variant="primary">
                  {t("new")}
                </ButtonLink>
              }
            >
              {t("emptyHint")}
            </EmptyState>
          );
        }
        const found = items.filter((datanet) =>
          `${datanet.name} ${datanet.summary} ${datanet.spdxId} ${datanet.owner.handle}`
            .toLowerCase()
            .includes(wanted),
        );
        return (
          <div className="flex flex-col gap-3">
            <Input
              type="search"
              aria-label={t("search")}
              placeholder={t("search")}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              className="max-w-80"
            />
            {found.length > 0 ? (
              <DatanetList datanets={found} />
            ) : (
              <EmptyState
                icon={SearchX}
                title={t("filteredEmpty", { query })}
                actions={<Button onClick={() => setQuery("")}>{t("clearSearch")}</Button>}
              />
            )}
          </div>
        );
      }}
    </QueryView>
  );
}
