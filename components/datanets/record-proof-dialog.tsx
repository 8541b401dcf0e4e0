"use client";

import { useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { QueryView } from "@/components/layout/query-view";
import { saveFile } from "@/components/layout/save-file";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Hash } from "@/components/ui/hash";
import { Status } from "@/components/ui/status";
import { useRecordProof } from "@/lib/client/datanets/use-record-proof";
import type { DatanetRecord } from "@/lib/schemas/datanet-versions";

type RecordProofDialogProps = { slug: string; record: DatanetRecord; onClose: () => void };

export function RecordProofDialog({ slug, record, onClose }: RecordProofDialogProps) {
  const t = useTranslations("datanets.proof");
  const query = useRecordProof(slug, record.id);
  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("title", { position: String(record.position + 1) })}
      description={t("description")}
    >
      <QueryView query={query}>
        {({ proof, checks }) => (
          <div className="flex flex-col gap-4">
            <ul className="divide-y rounded-md border">
              {checks.map(({ step, passed }) => (
                <li key={step} className="flex flex-wrap items-center justify-between gap-2 px-3 py-2">
                  {t(step, { number: String(proof.version?.number ?? "") })}
                  <Status tone={passed ? "ok" : "danger"}>{t(passed ? "passed" : "failed")}</Status>
                </li>
              ))}
              {proof.version ? null : (
                <li className="px-3 py-2">
                  <Status tone="neutral">{t("notYet")}</Status>
                </li>
              )}
            </ul>
            <dl className="grid gap-2">
              <Anchor
                name={t("batchRoot")}
                root={proof.batch.root}
                by={t("anchored")}
                tx={proof.batch.txHash}
              />
              {proof.version ? (
                <Anchor
                  name={t("snapshotRoot")}
                  root={proof.version.snapshotRoot}
                  by={t("anchored")}
                  tx={proof.version.txHash}
                />
              ) : null}
            </dl>
            <div>
              <h3 className="mb-1 font-semibold">{t("record")}</h3>
              <pre className="rounded-md bg-sunken p-3 font-mono text-sm break-words whitespace-pre-wrap">
                {proof.recordBytes}
              </pre>
            </div>
            <div className="flex flex-col items-start gap-2">
              <Button
                onClick={() =>
                  saveFile(
                    `${slug}-row-${record.position + 1}.proof.json`,
                    "application/json",
                    JSON.stringify(proof, null, 2),
                  )
                }
              >
                {t("save")}
              </Button>
              <p className="text-sm text-muted">{t("saveHint")}</p>
            </div>
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}

function Anchor({ name, root, by, tx }: { name: string; root: string; by: string; tx: string | null }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4">
      <dt className="text-muted">{name}</dt>
      <dd className="flex flex-wrap items-center gap-x-3">
        <Hash value={root} name={name} />
        {tx ? (
          <span className="flex items-center gap-1 text-muted">
            {by} <ChainTransaction hash={tx} />
          </span>
        ) : null}
      </dd>
    </div>
  );
}
