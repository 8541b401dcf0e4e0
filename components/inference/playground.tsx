"use client";

import { Boxes } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { BrowserOnly } from "@/components/layout/browser-only";
import { QueryView } from "@/components/layout/query-view";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { useModels } from "@/lib/client/models/use-models";
import { Chat } from "./chat";
import { ModelBar } from "./model-bar";

export function Playground() {
  const t = useTranslations("inference");
  const router = useRouter();
  const wanted = useSearchParams().get("model");
  return (
    <QueryView query={useModels()}>
      {({ items }) => {
        const models = items.filter((model) => model.state === "published");
        const model = models.find((candidate) => candidate.slug === wanted) ?? models[0];
        if (!model) {
          return (
            <EmptyState
              icon={Boxes}
              title={t("noModels")}
              actions={
                <ButtonLink href="/training/new" variant="primary">
                  {t("train")}
                </ButtonLink>
              }
            >
              {t("noModelsHint")}
            </EmptyState>
          );
        }
        return (
          <div className="flex flex-col gap-6">
            <ModelBar
              models={models}
              model={model}
              onModel={(slug) => router.replace(`/inference?model=${slug}`, { scroll: false })}
            />
            <BrowserOnly>{() => <Chat key={model.slug} model={model} />}</BrowserOnly>
          </div>
        );
      }}
    </QueryView>
  );
}
