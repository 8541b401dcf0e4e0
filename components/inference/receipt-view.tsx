"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { ChainState } from "@/components/layout/chain-state";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { saveFile } from "@/components/layout/save-file";
import { Amount } from "@/components/ui/amount";
import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { formatExactOpen } from "@/components/ui/format-amount";
import { Hash } from "@/components/ui/hash";
import { Notice } from "@/components/ui/notice";
import type { ReceiptBundle } from "@/lib/schemas/inference";
import { ReceiptChecks } from "./receipt-checks";
import { ReceiptSplit } from "./receipt-split";

type ReceiptViewProps = {
  bundle: ReceiptBundle;
  /** Level of the part headings: below the page's h1, or below the drawer's title. */
  heading: "h2" | "h3";
};

/** One answer's receipt, line by line, with every check run here. */
export function ReceiptView({ bundle, heading }: ReceiptViewProps) {
  const t = useTranslations("inference.receipt");
  const format = useFormatter();
  const { receipt, price, settlement } = bundle;
  const download = () =>
    saveFile(`receipt-${bundle.id}.json`, "application/json", JSON.stringify(bundle, null, 2));

  if (!receipt) {
    return <Notice tone="info">{t(bundle.state === "void" ? "voided" : "pending")}</Notice>;
  }
  return (
    <div className="flex flex-col gap-6">
      {bundle.state === "void" ? <Notice tone="info">{t("voided")}</Notice> : null}
      <Facts
        facts={[
          { label: t("model"), value: <code className="font-mono text-sm">{bundle.model.servedName}</code> },
          {
            label: t("tokens"),
            value: `${format.number(receipt.tokensIn)}, ${format.number(receipt.tokensOut)}`,
          },
          {
            label: t("served"),
            value: <DateTime value={new Date(receipt.servedAt * 1000).toISOString()} />,
          },
          { label: t("id"), value: <Hash value={bundle.id} name={t("id")} /> },
          { label: t("session"), value: <Hash value={receipt.sessionId} name={t("session")} /> },
          ...(bundle.receiptHash
            ? [{ label: t("hash"), value: <Hash value={bundle.receiptHash} name={t("hash")} /> }]
            : []),
        ]}
      />
      <Part heading={heading} title={t("priceTitle")}>
        <Facts
          facts={[
            {
              label: t("priceIn", {
                tokens: receipt.tokensIn,
                price: formatExactOpen(price.inPer1kWei),
              }),
              value: (
                <Amount wei={(BigInt(receipt.tokensIn) * BigInt(price.inPer1kWei)) / 1000n} unit="OPEN" />
              ),
            },
            {
              label: t("priceOut", {
                tokens: receipt.tokensOut,
                price: formatExactOpen(price.outPer1kWei),
              }),
              value: (
                <Amount wei={(BigInt(receipt.tokensOut) * BigInt(price.outPer1kWei)) / 1000n} unit="OPEN" />
              ),
            },
            { label: t("charge"), value: <Amount wei={receipt.charge} exact className="font-semibold" /> },
          ]}
        />
      </Part>
      <Part heading={heading} title={t("splitTitle")}>
        <ReceiptSplit bundle={bundle} />
      </Part>
      <Part heading={heading} title={t("checksTitle")}>
        <ReceiptChecks bundle={bundle} />
      </Part>
      <Part heading={heading} title={t("settlementTitle")}>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <ChainState state={settlement.state === "none" ? "queued" : settlement.state} />
          {settlement.txHash ? (
            <span className="flex items-center gap-2">
              <span className="text-muted">{t("transaction")}</span>
              <ChainTransaction hash={settlement.txHash} />
            </span>
          ) : (
            <span className="text-muted">{t("settlementNone")}</span>
          )}
          {settlement.blockNumber !== null ? (
            <span className="text-muted">{t("block", { number: String(settlement.blockNumber) })}</span>
          ) : null}
        </div>
      </Part>
      <Button className="self-start" onClick={download}>
        <Download aria-hidden className="size-4" />
        {t("download")}
      </Button>
    </div>
  );
}

type PartProps = { heading: ReceiptViewProps["heading"]; title: string; children: ReactNode };

const Part = ({ heading: Heading, title, children }: PartProps) => (
  <div className="flex flex-col gap-2">
    <Heading className="font-semibold">{title}</Heading>
    {children}
  </div>
);
