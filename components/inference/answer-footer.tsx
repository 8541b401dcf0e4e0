"use client";

import { ReceiptText } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { ChainState } from "@/components/layout/chain-state";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Dialog } from "@/components/ui/dialog";
import { formatAmount } from "@/components/ui/format-amount";
import { Status } from "@/components/ui/status";
import { useReceipt } from "@/lib/client/inference/use-receipt";
import { AttributionPanel } from "./attribution-panel";
import { ReceiptView } from "./receipt-view";

/** Under each answer: what it cost, who was paid, whose records shaped it. */
export function AnswerFooter({ receiptId, expanded }: { receiptId: string; expanded: boolean }) {
  const t = useTranslations("inference");
  const { data: bundle, error } = useReceipt(receiptId);
  const [open, setOpen] = useState(false);
  if (error && !bundle) return <ActionError error={error} />;
  if (!bundle || bundle.state === "pending") {
    return (
      <p role="status">
        <Status tone="busy">{t("chat.attributing")}</Status>
      </p>
    );
  }
  if (bundle.state === "void") return <Status tone="off">{t("chat.void")}</Status>;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onClick={() => setOpen(true)}>
          <ReceiptText aria-hidden className="size-4" />
          {t("chat.receipt")}
        </Button>
        <span className="text-muted">
          {t("chat.charged", { amount: formatAmount(bundle.receipt?.charge ?? "0").text })}
        </span>
        {/* The keeper settles by itself: "not on chain" would read like an end. */}
        <ChainState state={bundle.settlement.state === "none" ? "queued" : bundle.settlement.state} />
      </div>
      <AttributionPanel attribution={bundle.attribution} expanded={expanded} />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        side="right"
        title={t("receipt.title")}
        description={t("receipt.lead")}
        footer={<ButtonLink href={`/inference/receipts/${bundle.id}`}>{t("receipt.open")}</ButtonLink>}
      >
        <ReceiptView bundle={bundle} heading="h3" />
      </Dialog>
    </>
  );
}
