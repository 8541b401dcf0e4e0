"use client";

import { useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { DateTime } from "@/components/ui/date-time";
import { Section } from "@/components/ui/section";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { WorkerDetail } from "@/lib/schemas/compute";

const OUTCOMES = ["succeeded", "stopped", "cancelled", "failed", "lost", "refused"] as const;

export function WorkerJobs({ jobs }: { jobs: NonNullable<WorkerDetail["jobs"]> }) {
  const t = useTranslations("compute.detail.jobs");
  const outcomes = useTranslations("compute.detail.jobs.outcomes");
  const outcomeOf = (outcome: string | null) => {
    const known = OUTCOMES.find((candidate) => candidate === outcome);
    return known ? outcomes(known) : t("open");
  };
  return (
    <Section title={t("title")}>
      {jobs.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <Table label={t("table")}>
          <thead>
            <tr>
              <HeadCell>{t("started")}</HeadCell>
              <HeadCell>{t("outcome")}</HeadCell>
              <HeadCell align="right">{t("progress")}</HeadCell>
              <HeadCell align="right">{t("paid")}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <Row key={job.id}>
                <Cell>{job.startedAt ? <DateTime value={job.startedAt} /> : null}</Cell>
                <Cell>{outcomeOf(job.outcome)}</Cell>
                <Cell align="right" nowrap>
                  {job.step} / {job.steps}
                </Cell>
                <Cell align="right">
                  <Amount wei={job.paidWei} column />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
