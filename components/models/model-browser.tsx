"use client";

import { Boxes, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { ModelList } from "@/components/tables/model-list";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useModels } from "@/lib/client/models/use-models";
import { MODEL_SORTS, type ModelSort, sortModels } from "./sort-models";

export function ModelBrowser() {
  const t = useTranslations("models");
  const [query, setQuery] = useState("");
  const [sort, setSort] = useState<ModelSort>("value");
  const wanted = query.trim().toLowerCase();

  return (
    <QueryView query={useModels()}>
      {({ items }) => {
        if (items.length === 0) {
          return (
            <EmptyState
              icon={Boxes}
              title={t("empty")}
              actions={
                <ButtonLink href="/training/new" variant="primary">
                  {t("train")}
                </ButtonLink>
              }
            >
              {t("emptyHint")}
            </EmptyState>
          );
        }
        const found = sortModels(
          items.filter((model) =>
            `${model.name} ${model.summary} ${model.baseModelId} ${model.owner.handle}`
              .toLowerCase()
              .includes(wanted),
          ),
          sort,
        );
        return (
          <div className="flex flex-col gap-3">
            <div className="flex flex-wrap items-center gap-3">
              <Input
                type="search"
                aria-label={t("search")}
                placeholder={t("search")}
                value={query}
                onChange={(event) => setQuery(event.target.value)}
                className="max-w-80"
              />
              <span className="flex items-center gap-2">
                <label htmlFor="model-sort" className="text-sm whitespace-nowrap text-muted">
                  {t("sort")}
                </label>
                <Select
                  id="model-sort"
                  value={sort}
                  onChange={(event) =>
                    setSort(MODEL_SORTS.find((option) => option === event.target.value) ?? "value")
                  }
                >
                  {MODEL_SORTS.map((option) => (
                    <option key={option} value={option}>
                      {t(`sorts.${option}`)}
                    </option>
                  ))}
                </Select>
              </span>
            </div>
            {found.length > 0 ? (
              <ModelList models={found} />
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
