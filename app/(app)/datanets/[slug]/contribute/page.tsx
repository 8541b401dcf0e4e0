import type { Metadata } from "next";
import { ContributeView } from "@/components/datanets/contribute-view";
import { getTranslator } from "@/lib/messages/get-translator";

export const metadata: Metadata = { title: getTranslator("datanets.actions")("contribute") };

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<{ draft?: string }> };

/** The draft is a row of the server and its id is in the address: a reload loses nothing. */
export default async function ContributePage({ params, searchParams }: Props) {
  const [{ slug }, { draft }] = await Promise.all([params, searchParams]);
  return <ContributeView slug={slug} draftId={draft ?? null} />;
}
