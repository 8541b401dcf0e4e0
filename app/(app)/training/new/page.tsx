import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { NewRun } from "@/components/training/new-run";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("training.wizard");

export const metadata: Metadata = { title: t("title") };

export default function NewRunPage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <NewRun />
    </>
  );
}
