import type { Metadata } from "next";
import { ReceiptPage } from "@/components/inference/receipt-page";
import { getTranslator } from "@/lib/messages/get-translator";

export const metadata: Metadata = { title: getTranslator("inference.receipt")("title") };

export default async function AnswerReceiptPage({ params }: { params: Promise<{ id: string }> }) {
  return <ReceiptPage id={(await params).id} />;
}
