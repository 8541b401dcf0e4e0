"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { ShareBar } from "@/components/ui/share-bar";
import { Status, type Tone } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { AnswerAttribution } from "@/lib/schemas/attribution";
import { ZeroReasons } from "./zero-reasons";

const TONES: Record<NonNullable<AnswerAttribution["confidence"]>, Tone> = {
  high: "ok",
  medium: "info",
  low: "warn",
  weak: "warn",
};

const FALLBACKS = ["low_lift", "below_null", "no_evidence", "own_question"] as const;

type AttributionPanelProps = { attribution: AnswerAttribution; expanded: boolean };

/** Contributors with share and amount, the records behind them, and how sure the estimate is. */
export function AttributionPanel({ attribution, expanded }: AttributionPanelProps) {
  const t = useTranslations("inference.attribution");
  const format = useFormatter();
  const share = (permille: number) =>
    format.number(permille / 1000, { style: "percent", maximumFractionDigits: 1 });
  const { contributors, records, confidence, state, fallbackReason } = attribution;
  const known = FALLBACKS.find((reason) => reason === fallbackReason);

  return (
    <details open={expanded} className="@container rounded-md border bg-surface">
      <summary className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
        <h2 className="text-lg font-semibold">{t("title")}</h2>
        {confidence ? (
          <span className="flex items-center gap-2 text-sm text-muted">
            {t("confidence")} <Status tone={TONES[confidence]}>{t(`levels.${confidence}`)}</Status>
          </span>
        ) : null}
      </summary>
      <div className="flex flex-col gap-4 border-t px-4 py-3">
        <p className="max-w-reading text-sm text-muted">
          {state === "fallback"
            ? known
              ? t(`fallbackReasons.${known}`)
              : t("fallback")
            : `${t("intro")} ${t("caps")}`}
        </p>
        <div className="grid items-start gap-4 @3xl:grid-cols-2">
          <Table label={t("contributors")}>
            <thead>
              <tr>
                <HeadCell>{t("contributor")}</HeadCell>
                <HeadCell align="right">{t("payout")}</HeadCell>
                <HeadCell className="w-1/3 max-sm:hidden">
                  <span className="sr-only">{t("payout")}</span>
                </HeadCell>
                <HeadCell align="right">{t("amount")}</HeadCell>
              </tr>
            </thead>
            <tbody>
              {contributors.map((contributor) => (
                <Row key={contributor.contributorId}>
                  <Cell className="font-semibold">{contributor.name}</Cell>
                  <Cell align="right">{share(contributor.sharePermille)}</Cell>
                  <Cell className="align-middle max-sm:hidden">
                    <ShareBar permille={contributor.sharePermille} />
                  </Cell>
                  <Cell align="right">
                    <Amount wei={contributor.amountWei} column />
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
          {state === "ready" ? (
            <div>
              <h3 className="mb-2 font-semibold">{t("records")}</h3>
              {records.length === 0 ? <p className="text-muted">{t("noRecords")}</p> : null}
              <ol aria-label={t("records")} className="flex flex-col divide-y rounded-md border">
                {records.map((record) => (
                  <li key={record.recordId} className="flex flex-col gap-1 px-3 py-2">
                    {record.readable ? (
                      <>
                        <p className="break-words">{record.prompt}</p>
                        <p className="break-words text-muted">{record.completion}</p>
                      </>
                    ) : (
                      <p className="text-muted">{t("notReadable")}</p>
                    )}
                    <p className="flex flex-wrap items-center gap-x-4 text-sm">
                      <Link href={`/datanets/${record.datanet}?tab=data`} className="text-primary underline">
                        {t("recordOf", { contributor: record.contributor, datanet: record.datanet })}
                      </Link>
                      <span>{t("influence", { share: share(record.sharePermille) })}</span>
                    </p>
                  </li>
                ))}
              </ol>
            </div>
          ) : null}
        </div>
        {attribution.zeros.length > 0 ? <ZeroReasons zeros={attribution.zeros} /> : null}
      </div>
    </details>
  );
}
