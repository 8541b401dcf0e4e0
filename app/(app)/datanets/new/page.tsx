import type { Metadata } from "next";
import { CreateDatanetForm } from "@/components/datanets/create-datanet-form";
import { PageHeader } from "@/components/layout/page-header";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("datanets.create");

export const metadata: Metadata = { title: t("title") };

export default function NewDatanetPage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <CreateDatanetForm />
    </>
  );
}
