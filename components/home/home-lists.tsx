"use client";

import { Boxes, Database } from "lucide-react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { DatanetList } from "@/components/tables/datanet-list";
import { ModelList } from "@/components/tables/model-list";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { useDatanets } from "@/lib/client/datanets/use-datanets";
import { useModels } from "@/lib/client/models/use-models";

const SHOWN = 5;

export function HomeLists() {
  const t = useTranslations("home");
  return (
    <>
      <Section
        title={t("models")}
        intro={t("modelsIntro")}
        actions={<ButtonLink href="/models">{t("allModels")}</ButtonLink>}
      >
        <QueryView query={useModels()}>
          {({ items }) => {
            const published = items.filter((model) => model.state === "published").slice(0, SHOWN);
            return published.length > 0 ? (
              <ModelList models={published} />
            ) : (
              <EmptyState
                icon={Boxes}
                title={t("noModels")}
                actions={<ButtonLink href="/training/new">{t("trainModel")}</ButtonLink>}
              >
                {t("noModelsHint")}
              </EmptyState>
            );
          }}
        </QueryView>
      </Section>
      <Section
        title={t("datanets")}
        intro={t("datanetsIntro")}
        actions={<ButtonLink href="/datanets">{t("allDatanets")}</ButtonLink>}
      >
        <QueryView query={useDatanets()}>
          {({ items }) =>
            items.length > 0 ? (
              <DatanetList datanets={items.slice(0, SHOWN)} />
            ) : (
              <EmptyState
                icon={Database}
                title={t("noDatanets")}
                actions={<ButtonLink href="/datanets/new">{t("createDatanet")}</ButtonLink>}
              >
                {t("noDatanetsHint")}
              </EmptyState>
            )
          }
        </QueryView>
      </Section>
    </>
  );
}
