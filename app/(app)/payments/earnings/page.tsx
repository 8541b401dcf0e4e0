import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { EarningsView } from "@/components/payments/earnings-view";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("payments.earnings");

export const metadata: Metadata = { title: t("title") };

export default function EarningsPage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <EarningsView />
    </>
  );
}
