"use client";

import { Download, Package } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button, buttonClasses } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { useCreateExport, useExportPack } from "@/lib/client/training/use-export-pack";
import type { ExportPack } from "@/lib/schemas/training";

export function RunExport({ id }: { id: string }) {
  const t = useTranslations("training.run.export");
  const pack = useExportPack(id);
  const create = useCreateExport(id);
  return (
    <Section title={t("title")} intro={t("intro")}>
      <QueryView query={pack}>
        {({ state, reason, result }) => (
          <div className="flex flex-col items-start gap-3">
            {state === "failed" ? (
              <Notice tone="danger">{t("failed", { reason: reason ?? "" })}</Notice>
            ) : null}
            {state === "making" ? (
              <Notice tone="info" live="status">
                {t("making")}
              </Notice>
            ) : null}
            {state === "none" || state === "failed" ? (
              <Button pending={create.isPending} onClick={() => create.mutate()}>
                <Package aria-hidden className="size-4" />
                {t("make")}
              </Button>
            ) : null}
            {result ? <Ready id={id} result={result} /> : null}
            {create.error ? <ActionError error={create.error} /> : null}
          </div>
        )}
      </QueryView>
    </Section>
  );
}

function Ready({ id, result }: { id: string; result: NonNullable<ExportPack["result"]> }) {
  const t = useTranslations("training.run.export");
  const format = useFormatter();
  const { parity, formats, withheld } = result;
  const same = Math.min(...formats.map((name) => parity.formats[name]?.same ?? parity.prompts));
  return (
    <>
      <p>{t("parity", { same, of: parity.prompts })}</p>
      <p className="text-muted">
        {t("formats", { formats: formats.join(", ") })}{" "}
        {withheld.length
          ? t("withheld", { formats: withheld.map((one) => `${one.format} (${one.reason})`).join(", ") })
          : null}
      </p>
      <a
        href={`/api/v1/training-runs/${id}/exports/file`}
        download
        className={buttonClasses({ variant: "primary" })}
      >
        <Download aria-hidden className="size-4" />
        {t("download", { size: format.number(result.bytes / 1e6, { maximumFractionDigits: 1 }) })}
      </a>
    </>
  );
}
