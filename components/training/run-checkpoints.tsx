"use client";

import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useCheckpoints, useChooseCheckpoint } from "@/lib/client/training/use-checkpoints";
import { writeStored } from "@/lib/client/use-stored-state";
import type { RunCheckpoints as Checkpoints, TrainingRun } from "@/lib/schemas/training";
import { draftOf } from "./draft-of";

/** Every saved step of a finished run: which one is its result, and what else can be made of the others. */
export function RunCheckpoints({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run.checkpoints");
  return (
    <Section title={t("title")} intro={t("intro")}>
      <QueryView query={useCheckpoints(run.id)}>
        {(checkpoints) => <Steps run={run} checkpoints={checkpoints} />}
      </QueryView>
    </Section>
  );
}

function Steps({ run, checkpoints }: { run: TrainingRun; checkpoints: Checkpoints }) {
  const t = useTranslations("training.run.checkpoints");
  const format = useFormatter();
  const router = useRouter();
  const choose = useChooseCheckpoint(run.id);
  const { choice, result, steps } = checkpoints;
  const busy = choice?.state === "evaluating" || choice?.state === "indexing";
  const heldOut = new Map(
    run.points.filter((point) => point.kind === "eval").map((point) => [point.step, point.loss]),
  );
  const goOn = (step: number) => {
    writeStored("mf-run-draft", JSON.stringify({ ...draftOf(run), start: { runId: run.id, step } }));
    router.push("/training/new?step=settings");
  };
  return (
    <>
      {choice && busy ? (
        <Notice tone="info" live="status">
          {t(choice.state === "evaluating" ? "evaluating" : "indexing", { step: String(choice.step) })}
        </Notice>
      ) : null}
      {choice?.state === "failed" ? (
        <Notice tone="danger">
          {t("failed", { step: String(choice.step), reason: choice.reason ?? "" })}
        </Notice>
      ) : null}
      <Table label={t("table")}>
        <thead>
          <tr>
            <HeadCell>{t("step")}</HeadCell>
            <HeadCell align="right">{t("heldOut")}</HeadCell>
            <HeadCell>{t("what")}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <Row key={step}>
              <Cell>{format.number(step)}</Cell>
              <Cell align="right">
                {heldOut.has(step)
                  ? format.number(heldOut.get(step) ?? 0, { maximumFractionDigits: 3 })
                  : t("notMeasured")}
              </Cell>
              <Cell>
                <div className="flex flex-wrap items-center gap-2">
                  {step === result ? (
                    <Status tone="ok">{t("result")}</Status>
                  ) : run.modelSlug ? null : (
                    <Button
                      aria-label={t("useStep", { step: String(step) })}
                      disabled={busy}
                      pending={choose.isPending && choose.variables === step}
                      onClick={() => choose.mutate(step)}
                    >
                      {t("use")}
                    </Button>
                  )}
                  <Button aria-label={t("goOnStep", { step: String(step) })} onClick={() => goOn(step)}>
                    {t("goOn")}
                  </Button>
                </div>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {choose.error ? <ActionError error={choose.error} /> : null}
    </>
  );
}
