"use client";

import { useTranslations } from "use-intl";
import { Section } from "@/components/ui/section";
import { ChatTest } from "./chat-test";
import { ShareLinks } from "./share-links";

/** What an owner can do with a result before deciding to publish it: talk to it, and let others do so for a while. */
export function RunTry({ id }: { id: string }) {
  const t = useTranslations("training");
  return (
    <>
      <Section title={t("chatTest.title")} intro={t("chatTest.intro")}>
        <ChatTest path={`/api/v1/training-runs/${id}/chat`} />
      </Section>
      <Section title={t("share.title")} intro={t("share.intro")}>
        <ShareLinks runId={id} />
      </Section>
    </>
  );
}
