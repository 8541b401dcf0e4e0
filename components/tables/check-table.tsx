"use client";

import { useTranslations } from "use-intl";
import { DateTime } from "@/components/ui/date-time";
import { Status } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { RunCheck } from "@/lib/schemas/training";

/** Judgements about workers' results, one a line, in their own sentences. */
export function CheckTable({ label, checks }: { label: string; checks: RunCheck[] }) {
  const t = useTranslations("compute.detail.audits");
  const layers = useTranslations("compute.check.layers");
  const verdicts = useTranslations("compute.check.verdicts");
  return (
    <Table label={label} className="min-w-160">
      <thead>
        <tr>
          <HeadCell>{t("at")}</HeadCell>
          <HeadCell>{t("layer")}</HeadCell>
          <HeadCell>{t("verdict")}</HeadCell>
          <HeadCell>{t("finding")}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <Row key={`${check.layer} ${check.at}`}>
            <Cell nowrap>
              <DateTime value={check.at} />
            </Cell>
            <Cell nowrap>{layers(check.layer)}</Cell>
            <Cell nowrap>
              <Status tone={check.verdict === "passed" ? "ok" : "danger"}>{verdicts(check.verdict)}</Status>
            </Cell>
            <Cell>{check.sentence}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
