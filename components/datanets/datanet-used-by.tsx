"use client";

import { Boxes } from "lucide-react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { ModelList } from "@/components/tables/model-list";
import { EmptyState } from "@/components/ui/empty-state";
import { useModels } from "@/lib/client/models/use-models";

/** Published models that were trained on any version of this Datanet. */
export function DatanetUsedBy({ slug }: { slug: string }) {
  const t = useTranslations("datanets.usedByTab");
  return (
    <QueryView query={useModels()}>
      {({ items }) => {
        const models = items.filter((model) => model.datanets.some((datanet) => datanet.slug === slug));
        return models.length > 0 ? (
          <ModelList models={models} />
        ) : (
          <EmptyState icon={Boxes} title={t("empty")} />
        );
      }}
    </QueryView>
  );
}
