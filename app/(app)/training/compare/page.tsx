import type { Metadata } from "next";
import { Suspense } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { RunCompare } from "@/components/training/run-compare";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("training.compare");

export const metadata: Metadata = { title: t("title") };

export default function ComparePage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <Suspense fallback={<PageLoading />}>
        <RunCompare />
      </Suspense>
    </>
  );
}
