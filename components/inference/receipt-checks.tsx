"use client";

import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Status } from "@/components/ui/status";
import { useReceiptChecks } from "@/lib/client/inference/use-receipt-checks";
import type { ReceiptBundle } from "@/lib/schemas/inference";

/** Each check by name; one that fails shows both values. */
export function ReceiptChecks({ bundle }: { bundle: ReceiptBundle }) {
  const t = useTranslations("inference.receipt");
  const { data: checks, error, refetch } = useReceiptChecks(bundle);
  if (error) return <ActionError error={error} onRetry={() => refetch()} />;
  if (!checks) return <Status tone="busy">{t("checking")}</Status>;
  const failed = checks.filter((check) => !check.ok).length;
  return (
    <>
      <p role="status">
        {failed === 0 ? (
          <Status tone="ok">{t("checksPassed", { count: checks.length })}</Status>
        ) : (
          <Status tone="danger">{t("checksFailed", { count: failed })}</Status>
        )}
      </p>
      <ul className="divide-y rounded-md border">
        {checks.map((check) => (
          <li key={check.name} className="px-3 py-2">
            <span className="flex items-baseline justify-between gap-4">
              {t(`checks.${check.name}`)}
              <Status tone={check.ok ? "ok" : "danger"}>{t(check.ok ? "passed" : "failed")}</Status>
            </span>
            {check.ok ? null : (
              <span className="block font-mono text-sm break-all text-muted">
                {t("expected", { value: check.expected })}
                <br />
                {t("found", { value: check.found })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
