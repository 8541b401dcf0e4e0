import type { Metadata } from "next";
import { Playground } from "@/components/inference/playground";
import { PageHeader } from "@/components/layout/page-header";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("inference");

export const metadata: Metadata = { title: t("title") };

export default function InferencePage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <Playground />
    </>
  );
}
