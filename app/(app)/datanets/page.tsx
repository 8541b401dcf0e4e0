import type { Metadata } from "next";
import { DatanetBrowser } from "@/components/datanets/datanet-browser";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("datanets");

export const metadata: Metadata = { title: t("title") };

export default function DatanetsPage() {
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <ButtonLink href="/datanets/new" variant="primary">
            {t("new")}
          </ButtonLink>
        }
      />
      <DatanetBrowser />
    </>
  );
}
