"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { useReviewContribution } from "@/lib/client/datanets/use-review-contribution";
import type { Contribution } from "@/lib/schemas/datanets";
import { PreviewTable } from "./preview-table";

type ReviewDialogProps = { slug: string; contribution: Contribution; onClose: () => void };

export function ReviewDialog({ slug, contribution, onClose }: ReviewDialogProps) {
  const t = useTranslations("datanets.contributionsTab");
  const [reason, setReason] = useState("");
  const review = useReviewContribution(slug);
  const decide = (decision: "accept" | "reject") =>
    review.mutate({ id: contribution.id, decision, reason }, { onSuccess: onClose });
  const pendingDecision = review.isPending ? review.variables.decision : null;

  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("reviewTitle", { file: contribution.filename })}
      description={t("reviewText", {
        count: contribution.report?.rowsOut ?? 0,
        author: contribution.author.handle,
      })}
      footer={
        <>
          <Button
            variant="danger"
            disabled={reason.trim() === "" || review.isPending}
            pending={pendingDecision === "reject"}
            onClick={() => decide("reject")}
          >
            {t("reject")}
          </Button>
          <Button
            variant="primary"
            disabled={review.isPending}
            pending={pendingDecision === "accept"}
            onClick={() => decide("accept")}
          >
            {t("accept")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <PreviewTable contribution={contribution} />
        <Field label={t("reason")} hint={t("reasonHint")}>
          {(control) => (
            <Textarea {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        {review.error ? <ActionError error={review.error} /> : null}
      </div>
    </Dialog>
  );
}
