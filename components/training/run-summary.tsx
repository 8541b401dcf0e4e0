"use client";

import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { formatAmount } from "@/components/ui/format-amount";
import { Status } from "@/components/ui/status";
import { useDatanets } from "@/lib/client/datanets/use-datanets";
import { findLicence } from "@/lib/domain/datanets/licences";
import type { DatanetCard } from "@/lib/schemas/datanets";
import type { BaseModel } from "@/lib/schemas/models";
import type { TrainingEstimate } from "@/lib/schemas/training";
import { FitBadge } from "./fit-badge";
import { useMethodName } from "./use-method-name";
import type { NextAction, WizardDraft } from "./wizard-state";

type RunSummaryProps = {
  draft: WizardDraft;
  base: BaseModel | undefined;
  estimate: TrainingEstimate | undefined;
  action: NextAction;
  pending: boolean;
  onAction: () => void;
  /** What else belongs to the run as a whole: its file. */
  children?: ReactNode;
};

/** Stays beside every step: what the run is so far, and the one button that leads on. */
export function RunSummary({ draft, base, estimate, action, pending, onAction, children }: RunSummaryProps) {
  const t = useTranslations("training.wizard.summary");
  const format = useFormatter();
  const methodName = useMethodName();
  const datanets = useDatanets().data?.items ?? [];
  const chosen = draft.data.map(({ slug }) => datanets.find((datanet) => datanet.slug === slug));
  const minutes = (seconds: number) => Math.max(1, Math.round(seconds / 60));
  const changed = Object.keys(draft.settings).length;

  return (
    <aside
      aria-label={t("title")}
      className="flex flex-col gap-3 rounded-md border bg-surface p-4 md:sticky md:top-18 md:max-xl:row-start-2 md:max-xl:col-start-2"
    >
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{t("title")}</h2>
        {action.kind === "blocked" || action.kind === "missing" ? (
          <Status tone="neutral">{t("notReady")}</Status>
        ) : (
          <Status tone="ok">{t("ready")}</Status>
        )}
      </div>
      <Facts
        facts={[
          { label: t("base"), value: base?.name ?? t("none") },
          ...(base
            ? [{ label: t("fit"), value: <FitBadge base={base} method={draft.settings.method} /> }]
            : []),
          { label: t("method"), value: methodName(draft.settings) },
          {
            label: t("data"),
            value:
              draft.data.length === 0
                ? t("none")
                : draft.data.map(({ slug }, index) => chosen[index]?.name ?? slug).join(", "),
          },
          ...(draft.data.length > 0 ? [{ label: t("licence"), value: <Verdict datanets={chosen} /> }] : []),
          ...(estimate
            ? [
                { label: t("rows"), value: format.number(estimate.rows.train) },
                { label: t("tokens"), value: format.number(estimate.tokens) },
                { label: t("steps"), value: format.number(estimate.steps) },
                {
                  label: t("time"),
                  value:
                    estimate.seconds.high < 60
                      ? t("seconds", { count: Math.round(estimate.seconds.expected) })
                      : minutes(estimate.seconds.low) === minutes(estimate.seconds.high)
                        ? t("minutes", { count: minutes(estimate.seconds.expected) })
                        : t("minutesRange", {
                            low: minutes(estimate.seconds.low),
                            high: minutes(estimate.seconds.high),
                          }),
                },
                {
                  label: t("price"),
                  value:
                    estimate.lowWei === estimate.highWei
                      ? formatAmount(estimate.expectedWei, "OPEN").text
                      : t("range", {
                          low: formatAmount(estimate.lowWei, "OPEN").value,
                          high: formatAmount(estimate.highWei, "OPEN").text,
                        }),
                },
                {
                  label: t("cap"),
                  value: <span className="font-semibold">{formatAmount(estimate.capWei, "OPEN").text}</span>,
                },
              ]
            : []),
          { label: t("changed"), value: format.number(changed) },
        ]}
      />
      <NextButton action={action} pending={pending} onAction={onAction} />
      {children}
    </aside>
  );
}

function NextButton({ action, pending, onAction }: Pick<RunSummaryProps, "action" | "pending" | "onAction">) {
  const t = useTranslations("training.wizard.next");
  const label =
    action.kind === "signIn"
      ? t("signIn")
      : action.kind === "addOpen"
        ? t("addOpen", { amount: formatAmount(action.missingWei).text })
        : t(action.label);
  return (
    <Button
      variant="primary"
      size="lg"
      className="whitespace-normal"
      disabled={action.kind === "blocked"}
      pending={pending}
      onClick={onAction}
    >
      {label}
    </Button>
  );
}

/** The strictest licence of all chosen Datanets. */
function Verdict({ datanets }: { datanets: (DatanetCard | undefined)[] }) {
  const t = useTranslations("training.wizard.summary");
  const licences = datanets.map((datanet) => (datanet ? findLicence(datanet.spdxId) : null));
  if (licences.some((licence) => licence && !licence.publish)) {
    return <Status tone="danger">{t("licenceNoPublish")}</Status>;
  }
  if (licences.some((licence) => licence && !licence.paidInference)) {
    return <Status tone="warn">{t("licenceNoPaid")}</Status>;
  }
  return <Status tone="ok">{t("licenceOk")}</Status>;
}
