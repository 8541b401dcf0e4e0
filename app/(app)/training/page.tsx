import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { RunList } from "@/components/training/run-list";
import { ButtonLink } from "@/components/ui/button-link";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("training.runs");

export const metadata: Metadata = { title: t("title") };

export default function TrainingPage() {
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <ButtonLink href="/training/new" variant="primary">
            {t("new")}
          </ButtonLink>
        }
      />
      <RunList />
    </>
  );
}
