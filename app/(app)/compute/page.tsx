import type { Metadata } from "next";
import { JoinCommand } from "@/components/compute/join-command";
import { WorkerList } from "@/components/compute/worker-list";
import { PageHeader } from "@/components/layout/page-header";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("compute");

export const metadata: Metadata = { title: t("title") };

export default function ComputePage() {
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <div className="flex flex-col gap-8">
        <WorkerList />
        <JoinCommand />
      </div>
    </>
  );
}
