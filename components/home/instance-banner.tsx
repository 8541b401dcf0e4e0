"use client";

import { useTranslations } from "use-intl";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { useInstanceStatus } from "@/lib/client/instance/use-instance-status";

/** The first start, and any part that is missing. Nothing at all once everything runs. */
export function InstanceBanner() {
  const t = useTranslations("home");
  const { data } = useInstanceStatus();
  if (!data) return null;
  const missing = data.parts.filter((part) => part.state !== "ready");
  return (
    <>
      {data.seed ? (
        <Notice tone="info" live="status" title={t("seed.title")}>
          <p className="mb-2">{t("seed.text", data.seed)}</p>
          <Progress label={t("seed.label")} value={data.seed.done} max={data.seed.total} />
        </Notice>
      ) : null}
      {missing.length > 0 ? (
        <Notice tone="warn" live="status" title={t("parts.title")}>
          <ul>
            {missing.map((part) => (
              <li key={part.name}>
                {t(`parts.${part.state === "starting" ? "starting" : "absent"}`, {
                  part: t(`parts.${part.name}`),
                })}
                {part.detail ? <span className="text-muted"> · {part.detail}</span> : null}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}
