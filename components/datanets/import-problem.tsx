"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useMapContribution } from "@/lib/client/datanets/use-map-contribution";
import type { Contribution, ImportOptions } from "@/lib/schemas/contributions";

type ImportProblemProps = { contribution: Contribution; onAnotherFile?: () => void };

/** The repair in words: what is new in the options. */
function useFixLabel() {
  const t = useTranslations("datanets.contribute.fix");
  const format = useFormatter();
  return (fix: ImportOptions, before: ImportOptions): string => {
    if (fix.encoding && fix.encoding !== before.encoding) return t("encoding", { encoding: fix.encoding });
    if (fix.header === false && before.header !== false) return t("header");
    if (fix.mergeTurns && !before.mergeTurns) return t("mergeTurns");
    const names = Object.entries(fix.roleNames ?? {})
      .filter(([name]) => !before.roleNames?.[name])
      .sort(([a], [b]) => a.localeCompare(b));
    return names.length > 0
      ? format.list(names.map(([name, role]) => t("roleName", { name, role })))
      : t("other");
  };
}

/** Why the files were not taken as they are, and the one click that mends it where one can. */
export function ImportProblem({ contribution, onAnotherFile }: ImportProblemProps) {
  const t = useTranslations("datanets.contribute.fix");
  const label = useFixLabel();
  const map = useMapContribution(contribution.datanet, contribution.id);
  const { problem, options, state } = contribution;
  if (!problem) return null;
  const { fix } = problem;
  return (
    <>
      <Notice
        tone={state === "refused" ? "danger" : "warn"}
        live="alert"
        title={state === "refused" ? t("refused", { file: contribution.filename }) : undefined}
        actions={
          <>
            {fix ? (
              <Button
                variant="primary"
                pending={map.isPending}
                onClick={() => map.mutate({ options: { ...options, ...fix } })}
              >
                {label(fix, options)}
              </Button>
            ) : null}
            {onAnotherFile ? <Button onClick={onAnotherFile}>{t("otherFile")}</Button> : null}
          </>
        }
      >
        {problem.message}
      </Notice>
      {map.error ? <ActionError error={map.error} /> : null}
    </>
  );
}
