import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { CreditsView } from "@/components/payments/credits-view";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("payments");

export const metadata: Metadata = { title: t("title") };

export default function PaymentsPage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <CreditsView />
    </>
  );
}
