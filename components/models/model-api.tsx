"use client";

import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { CodeBlock } from "@/components/ui/code-block";
import { Section } from "@/components/ui/section";
import type { ModelDetail } from "@/lib/schemas/models";

const never = () => () => undefined;

export function ModelApi({ model }: { model: ModelDetail }) {
  const t = useTranslations("models.detail");
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  const read = `curl ${origin}/api/v1/models/${model.slug}`;
  const call = [
    `curl -N ${origin}/api/v1/chat/completions \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -H "MF-Voucher: $MF_VOUCHER" \\`,
    `  -d '{"model": "${model.servedName}", "stream": true,`,
    `       "messages": [{"role": "user", "content": "…"}]}'`,
  ].join("\n");
  return (
    <div className="flex max-w-reading flex-col gap-6">
      <p>{t("apiIntro")}</p>
      <Section title={t("apiRead")}>
        <CodeBlock code={read} label={t("apiRead")} copyLabel={t("copySnippet")} />
      </Section>
      <Section title={t("apiCall")}>
        <CodeBlock code={call} label={t("apiCall")} copyLabel={t("copySnippet")} />
        <p className="text-sm text-muted">{t("apiVoucher")}</p>
      </Section>
    </div>
  );
}
