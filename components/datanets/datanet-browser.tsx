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
import { Select } from "@/components/ui/select";
import { useDatanets } from "@/lib/client/datanets/use-datanets";
import { DatanetKind } from "@/lib/schemas/datanets";
import { DATANET_SORTS, type DatanetWish, findDatanets } from "./find-datanets";

const ANY: DatanetWish = { words: "", kind: null, licence: null, sort: "newest" };

export function DatanetBrowser() {
  const t = useTranslations("datanets");
  const kinds = useTranslations("datanets.kind");
  const [wish, setWish] = useState(ANY);
  const datanets = useDatanets();

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
        const found = findDatanets(items, wish);
        const licences = [...new Set(items.map((datanet) => datanet.spdxId))].sort();
        return (
          <div className="flex flex-col gap-3">
            <div className="flex flex-wrap items-center gap-3">
              <Input
                type="search"
                aria-label={t("search")}
                placeholder={t("search")}
                value={wish.words}
                onChange={(event) => setWish({ ...wish, words: event.target.value })}
                className="max-w-80"
              />
              <Select
                aria-label={t("kindFilter")}
                className="w-48"
                value={wish.kind ?? ""}
                onChange={(event) =>
                  setWish({ ...wish, kind: DatanetKind.safeParse(event.target.value).data ?? null })
                }
              >
                <option value="">{t("allKinds")}</option>
                {DatanetKind.options.map((kind) => (
                  <option key={kind} value={kind}>
                    {kinds(kind)}
                  </option>
                ))}
              </Select>
              <Select
                aria-label={t("licenceFilter")}
                className="w-48"
                value={wish.licence ?? ""}
                onChange={(event) => setWish({ ...wish, licence: event.target.value || null })}
              >
                <option value="">{t("allLicences")}</option>
                {licences.map((spdxId) => (
                  <option key={spdxId} value={spdxId}>
                    {spdxId}
                  </option>
                ))}
              </Select>
              <Select
                aria-label={t("sortBy")}
                className="w-48"
                value={wish.sort}
                onChange={(event) =>
                  setWish({
                    ...wish,
                    sort: DATANET_SORTS.find((option) => option === event.target.value) ?? "newest",
                  })
                }
              >
                {DATANET_SORTS.map((sort) => (
                  <option key={sort} value={sort}>
                    {t(`sorts.${sort}`)}
                  </option>
                ))}
              </Select>
            </div>
            {found.length > 0 ? (
              <DatanetList datanets={found} />
            ) : (
              <EmptyState
                icon={SearchX}
                title={t("filteredEmpty")}
                actions={<Button onClick={() => setWish(ANY)}>{t("clearSearch")}</Button>}
              />
            )}
          </div>
        );
      }}
    </QueryView>
  );
}
