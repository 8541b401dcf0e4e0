"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { Status } from "@/components/ui/status";
import { useMapContribution } from "@/lib/client/datanets/use-map-contribution";
import { ColumnRole, type Contribution } from "@/lib/schemas/contributions";
import { PreviewTable } from "./preview-table";

type MappingFormProps = { contribution: Contribution; onAnotherFile: () => void };

/** Roles stand in the head of each column, preselected by what the server detected. */
export function MappingForm({ contribution, onAnotherFile }: MappingFormProps) {
  const t = useTranslations("datanets.contribute.mapping");
  const stored = Object.fromEntries(contribution.columns.map((column) => [column.name, column.role]));
  const [roles, setRoles] = useState<Record<string, ColumnRole>>(stored);
  const map = useMapContribution(contribution.datanet, contribution.id);
  const changed = contribution.columns.some((column) => roles[column.name] !== column.role);
  const applied = contribution.state === "ready" && !changed;

  return (
    <Section
      title={t("title")}
      intro={t("intro", {
        file: contribution.filename,
        format: (contribution.format ?? "").toUpperCase(),
        shown: contribution.preview.length,
      })}
      actions={<Button onClick={onAnotherFile}>{t("otherFile")}</Button>}
    >
      <PreviewTable
        contribution={contribution}
        roles={roles}
        head={(column) => (
          <Select
            aria-label={t("roleOf", { column: column.name })}
            value={column.role}
            onChange={(event) => setRoles({ ...roles, [column.name]: ColumnRole.parse(event.target.value) })}
            className="font-normal"
          >
            {ColumnRole.options.map((role) => (
              <option key={role} value={role}>
                {t(`roles.${role}`)}
              </option>
            ))}
          </Select>
        )}
      />
      {map.error ? <ActionError error={map.error} /> : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant={applied ? "secondary" : "primary"}
          disabled={applied}
          pending={map.isPending}
          onClick={() => map.mutate({ roles })}
        >
          {t("apply")}
        </Button>
        {applied ? <Status tone="ok">{t("applied")}</Status> : null}
      </div>
    </Section>
  );
}
