import type { Metadata } from "next";
import { RunView } from "@/components/training/run-view";
import { getTranslator } from "@/lib/messages/get-translator";

export const metadata: Metadata = { title: getTranslator("training.runs")("run") };

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  return <RunView id={(await params).id} />;
}
