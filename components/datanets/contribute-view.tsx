"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { BrowserOnly } from "@/components/layout/browser-only";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { Notice } from "@/components/ui/notice";
import { useDatanet } from "@/lib/client/datanets/use-datanet";
import { ContributionDraft } from "./contribution-draft";
import { RowSource } from "./row-source";

type ContributeViewProps = { slug: string; draftId: string | null };

export function ContributeView({ slug, draftId }: ContributeViewProps) {
  const t = useTranslations("datanets.contribute");
  const router = useRouter();
  const path = `/datanets/${slug}/contribute`;
  return (
    <QueryView query={useDatanet(slug)} loading={<PageLoading />}>
      {(datanet) => (
        <>
          <PageHeader
            title={t("title", { name: datanet.name })}
            lead={t("lead", { licence: datanet.licence.name })}
          />
          <div className="flex flex-col gap-8">
            {datanet.state === "published" ? null : (
              <Notice tone="warn" title={t("notPublished")}>
                {t("notPublishedText")}
              </Notice>
            )}
            {draftId ? (
              <ContributionDraft datanet={datanet} id={draftId} onAnotherFile={() => router.push(path)} />
            ) : (
              <BrowserOnly>
                {() => (
                  <RowSource
                    slug={slug}
                    onDraft={(id) => router.replace(`${path}?draft=${id}`, { scroll: false })}
                  />
                )}
              </BrowserOnly>
            )}
          </div>
        </>
      )}
    </QueryView>
  );
}
