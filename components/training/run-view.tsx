"use client";

import { useTranslations } from "use-intl";
import { LossChart } from "@/components/charts/loss-chart";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { EvalReportView } from "@/components/tables/eval-report-view";
import { RunState } from "@/components/tables/run-state";
import { Notice } from "@/components/ui/notice";
import { isEnded } from "@/lib/client/training/is-ended";
import { useRunEvents } from "@/lib/client/training/use-run-events";
import { useTrainingRun } from "@/lib/client/training/use-training-run";
import type { TrainingRun } from "@/lib/schemas/training";
import { SaveConfig } from "./config-file";
import { DuplicateRun } from "./duplicate-run";
import { PublishRun } from "./publish-run";
import { RunCheckpoints } from "./run-checkpoints";
import { RunChecks } from "./run-checks";
import { RunDetails } from "./run-details";
import { RunDevice } from "./run-device";
import { RunExport } from "./run-export";
import { RunLogView } from "./run-log-view";
import { RunProgress } from "./run-progress";
import { RunSamples } from "./run-samples";
import { RunTry } from "./run-try";
import { StopRun } from "./stop-run";

export function RunView({ id }: { id: string }) {
  return (
    <QueryView query={useTrainingRun(id)} loading={<PageLoading />}>
      {(run) => <Loaded run={run} />}
    </QueryView>
  );
}

function Loaded({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run");
  const log = useRunEvents(run.id);
  const ended = isEnded(run.state);
  const title = t("title", {
    base: run.baseModelId,
    data: run.data.map((datanet) => datanet.name).join(", "),
  });

  return (
    <>
      <PageHeader
        title={title}
        meta={<RunState state={run.state} chip />}
        actions={
          <>
            <DuplicateRun run={run} />
            <SaveConfig configured={run} name={`training-${run.id.slice(0, 13)}`} />
            {ended || run.state === "VERIFYING" ? null : <StopRun run={run} />}
          </>
        }
      />
      <div className="flex flex-col gap-8">
        {run.state === "FAILED" || run.state === "CANCELLED" || run.state === "STOPPED" ? (
          <Notice tone={run.state === "FAILED" ? "danger" : "warn"} title={t(`ended.${run.state}`)}>
            {run.reason}
          </Notice>
        ) : null}
        <RunProgress run={run} title={title} connected={log.connected || ended} />
        {run.evaluation ? <EvalReportView report={run.evaluation} /> : null}
        {run.state === "SUCCEEDED" || run.state === "STOPPED" ? <PublishRun run={run} /> : null}
        {run.state === "SUCCEEDED" || run.state === "STOPPED" ? <RunTry id={run.id} /> : null}
        {run.state === "SUCCEEDED" || run.state === "STOPPED" ? <RunExport id={run.id} /> : null}
        <LossChart points={run.points} />
        {run.state === "SUCCEEDED" || run.state === "STOPPED" ? <RunCheckpoints run={run} /> : null}
        {ended ? null : <RunDevice id={run.id} />}
        <RunSamples samples={run.samples} />
        <RunChecks run={run} />
        <RunDetails run={run} />
        <RunLogView events={log.events} />
      </div>
    </>
  );
}
