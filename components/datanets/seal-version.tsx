"use client";

import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useCreateDatanetVersion } from "@/lib/client/datanets/use-create-datanet-version";
import { useDatanetVersions } from "@/lib/client/datanets/use-datanet-versions";

/** Shown to the owner while accepted rows are in no version yet. */
export function SealVersion({ slug, waiting }: { slug: string; waiting: number }) {
  const t = useTranslations("datanets.versionsTab");
  const { data } = useDatanetVersions(slug);
  const seal = useCreateDatanetVersion(slug);
  if (!data) return null;
  if (waiting === 0) return null;
  const number = String(Math.max(0, ...data.items.map((version) => version.number)) + 1);
  return (
    <>
      <Notice
        tone="info"
        title={t("sealTitle", { count: waiting })}
        actions={
          <Button variant="primary" pending={seal.isPending} onClick={() => seal.mutate()}>
            {t("seal", { number })}
          </Button>
        }
      >
        {t("sealText", { number })}
      </Notice>
      {seal.error ? <ActionError error={seal.error} /> : null}
    </>
  );
}
