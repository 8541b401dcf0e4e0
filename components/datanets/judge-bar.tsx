"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useReviewContribution } from "@/lib/client/datanets/use-review-contribution";
import { type Contribution, type Judgement, RejectCode } from "@/lib/schemas/contributions";

type JudgeBarProps = { slug: string; contribution: Contribution; chosen: number[]; onJudged: () => void };

/** Accepts or rejects the chosen rows, or all that wait when none is chosen. A rejection needs a code and a sentence. */
export function JudgeBar({ slug, contribution, chosen, onJudged }: JudgeBarProps) {
  const t = useTranslations("datanets.contribution");
  const codes = useTranslations("datanets.rejectCode");
  const [code, setCode] = useState<RejectCode>("wrong");
  const [reason, setReason] = useState("");
  const review = useReviewContribution(slug, contribution.id);
  const pendingVerdict = review.isPending ? review.variables.verdict : null;
  const rows = chosen.length > 0 ? chosen : "pending";
  const count = chosen.length > 0 ? chosen.length : contribution.verdicts.pending;
  const judge = (judgement: Judgement) =>
    review.mutate(judgement, {
      onSuccess: () => {
        setReason("");
        onJudged();
      },
    });
  const scope = chosen.length > 0 ? "chosen" : "all";
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <Button
          variant="primary"
          disabled={review.isPending}
          pending={pendingVerdict === "accept"}
          onClick={() => judge({ verdict: "accept", rows })}
        >
          {t(`accept.${scope}`, { count })}
        </Button>
        <Field label={t("code")} className="w-44">
          {(control) => (
            <Select
              {...control}
              value={code}
              onChange={(event) => setCode(RejectCode.parse(event.target.value))}
            >
              {RejectCode.options.map((option) => (
                <option key={option} value={option}>
                  {codes(option)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("reason")} className="min-w-60 flex-1">
          {(control) => (
            <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <Button
          variant="danger"
          disabled={reason.trim().length < 3 || review.isPending}
          pending={pendingVerdict === "reject"}
          onClick={() => judge({ verdict: "reject", rows, code, reason: reason.trim() })}
        >
          {t(`reject.${scope}`, { count })}
        </Button>
      </div>
      <p className="text-sm text-muted">{t("judgeHint")}</p>
      {review.error ? <ActionError error={review.error} /> : null}
    </Card>
  );
}
