"use client";

import { useTranslations } from "use-intl";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { QUALITY_PARTS, QUALITY_WEIGHTS } from "@/lib/domain/datanets/quality/quality-weights";

const VERIFY = "npm run verify -- quality <file>.quality.jsonl";

/** The formula in words and numbers, for everybody who is judged by it. */
export function QualityDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("datanets.quality");
  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("how")}
      description={t("formula")}
    >
      <div className="flex flex-col gap-4">
        <Table label={t("parts")}>
          <thead>
            <tr>
              <HeadCell>{t("part")}</HeadCell>
              <HeadCell align="right">{t("weight")}</HeadCell>
              <HeadCell>{t("rule")}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {QUALITY_PARTS.map((part) => (
              <Row key={part}>
                <Cell nowrap className="font-semibold">
                  {t(`partName.${part}`)}
                </Cell>
                <Cell align="right">{QUALITY_WEIGHTS[part]}</Cell>
                <Cell className="min-w-44">{t(`partRule.${part}`)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
        <p>{t("again")}</p>
        <CodeBlock code={VERIFY} label={t("verify")} copyLabel={t("copyVerify")} />
      </div>
    </Dialog>
  );
}
