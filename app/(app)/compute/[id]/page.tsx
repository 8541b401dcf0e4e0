import type { Metadata } from "next";
import { WorkerView } from "@/components/compute/worker-view";
import { getTranslator } from "@/lib/messages/get-translator";

export const metadata: Metadata = { title: getTranslator("compute")("list.name") };

export default async function WorkerPage({ params }: { params: Promise<{ id: string }> }) {
  return <WorkerView id={(await params).id} />;
}
