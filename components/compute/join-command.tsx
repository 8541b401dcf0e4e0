"use client";

import { useTranslations } from "use-intl";
import { BrowserOnly } from "@/components/layout/browser-only";
import { CodeBlock } from "@/components/ui/code-block";
import { Section } from "@/components/ui/section";

/** The one command that makes a machine a worker of this platform. */
export function JoinCommand() {
  const t = useTranslations("compute.join");
  return (
    <Section title={t("title")} intro={t("intro")}>
      <BrowserOnly>
        {() => (
          <CodeBlock
            code={`pip install -e ./workers/gpu && mfworker join ${window.location.origin}`}
            label={t("command")}
            copyLabel={t("copy")}
          />
        )}
      </BrowserOnly>
      <p className="max-w-reading text-muted">{t("hint")}</p>
    </Section>
  );
}
