"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { Hash } from "@/components/ui/hash";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { ReceiptBundle } from "@/lib/schemas/inference";

const KINDS = ["0", "1", "2", "3", "4"] as const;
const NOBODY = /^0x0{40}$/;

/** Every payee of one answer and the sum, to the wei. */
export function ReceiptSplit({ bundle }: { bundle: ReceiptBundle }) {
  const t = useTranslations("inference.receipt");
  const format = useFormatter();
  const { policy, leaves, attribution } = bundle;
  const percent = (bps: number) => format.number(bps / 10_000, { style: "percent" });
  const nameOf = (ref: string) =>
    attribution.contributors.find((contributor) => contributor.contributorId === ref)?.name;
  const sum = leaves.reduce((total, leaf) => total + BigInt(leaf.amount), 0n);
  return (
    <>
      <p className="text-sm text-muted">
        {t("splitIntro", {
          platform: percent(policy.platformBps),
          model: percent(policy.modelBps),
          staker: percent(policy.stakerBps),
          data: percent(policy.dataBps),
        })}
      </p>
      <Table label={t("splitTitle")} className="min-w-120">
        <thead>
          <tr>
            <HeadCell>{t("part")}</HeadCell>
            <HeadCell>{t("payee")}</HeadCell>
            <HeadCell align="right">{t("amount")}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {leaves.map((leaf) => (
            <Row key={`${leaf.kind}-${leaf.ref}-${leaf.payee}`}>
              <Cell>
                {t(`kinds.${KINDS[leaf.kind] ?? "3"}`)}
                {leaf.kind === 3 && nameOf(leaf.ref) ? (
                  <span className="block font-semibold">{nameOf(leaf.ref)}</span>
                ) : null}
              </Cell>
              <Cell>
                {NOBODY.test(leaf.payee) ? (
                  <span className="text-muted">{t("unbound")}</span>
                ) : (
                  <Hash value={leaf.payee} name={t("payee")} />
                )}
              </Cell>
              <Cell align="right">
                <Amount wei={leaf.amount} exact column />
              </Cell>
            </Row>
          ))}
          <Row>
            <Cell className="font-semibold">{t("sum")}</Cell>
            <Cell />
            <Cell align="right">
              <Amount wei={sum} exact column className="font-semibold" />
            </Cell>
          </Row>
        </tbody>
      </Table>
    </>
  );
}
