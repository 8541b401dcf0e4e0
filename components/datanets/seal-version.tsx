"use client";

import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useCreateDatanetVersion } from "@/lib/client/datanets/use-create-datanet-version";
import { useDatanetVersions } from "@/lib/client/datanets/use-datanet-versions";

type SealVersionProps = {
  slug: string;
  /** Accepted rows that no version holds yet. */
  waiting: number;
  /** Rows of the newest version that were taken back. */
  withdrawn: number;
};

/** Shown to the owner while accepted rows are in no version yet, or the newest one holds rows that were withdrawn. */
export function SealVersion({ slug, waiting, withdrawn }: SealVersionProps) {
  const t = useTranslations("datanets.versionsTab");
  const { data } = useDatanetVersions(slug);
  const seal = useCreateDatanetVersion(slug);
  if (!data) return null;
  if (waiting === 0 && withdrawn === 0) return null;
  const number = String(Math.max(0, ...data.items.map((version) => version.number)) + 1);
  return (
    <>
      <Notice
        tone="info"
        title={waiting > 0 ? t("sealTitle", { count: waiting }) : t("sealWithdrawn", { count: withdrawn })}
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
