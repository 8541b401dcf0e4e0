import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { ModelBrowser } from "@/components/models/model-browser";
import { ButtonLink } from "@/components/ui/button-link";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("models");

export const metadata: Metadata = { title: t("title") };

export default function ModelsPage() {
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <ButtonLink href="/training/new" variant="primary">
            {t("train")}
          </ButtonLink>
        }
      />
      <ModelBrowser />
    </>
  );
}
