import type { Metadata } from "next";
import { ContributionView } from "@/components/datanets/contribution-view";
import { getTranslator } from "@/lib/messages/get-translator";

export const metadata: Metadata = { title: getTranslator("datanets.contribution")("title") };

type Props = { params: Promise<{ slug: string; id: string }> };

export default async function ContributionPage({ params }: Props) {
  const { slug, id } = await params;
  return <ContributionView slug={slug} id={id} />;
}
