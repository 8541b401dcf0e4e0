import type { Metadata } from "next";
import { SharedRunView } from "@/components/training/shared-run-view";
import { getTranslator } from "@/lib/messages/get-translator";

/** Whoever was sent a link passes it on to nobody by accident: it is neither indexed nor named to other sites. */
export const metadata: Metadata = {
  title: getTranslator("training.share")("page"),
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

export default async function SharePage({ params }: { params: Promise<{ token: string }> }) {
  return <SharedRunView token={(await params).token} />;
}
