"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Status } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useVersionDiff } from "@/lib/client/datanets/use-version-diff";

type VersionDiffDialogProps = { slug: string; number: number; onClose: () => void };

/** What came and went since the version before, by person and row by row. */
export function VersionDiffDialog({ slug, number, onClose }: VersionDiffDialogProps) {
  const t = useTranslations("datanets.diff");
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const query = useVersionDiff(slug, number, cursors.at(-1) ?? null);
  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("title", { number: String(number) })}
    >
      <QueryView query={query}>
        {(diff) => (
          <div className="flex flex-col gap-4">
            <p>
              {diff.against === null
                ? t("first", { added: diff.added })
                : t("summary", { against: String(diff.against), added: diff.added, removed: diff.removed })}
            </p>
            <Table label={t("byContributor")}>
              <thead>
                <tr>
                  <HeadCell>{t("contributor")}</HeadCell>
                  <HeadCell align="right">{t("added")}</HeadCell>
                  <HeadCell align="right">{t("removed")}</HeadCell>
                </tr>
              </thead>
              <tbody>
                {diff.byContributor.map((entry) => (
                  <Row key={entry.contributorId}>
                    <Cell>{entry.handle}</Cell>
                    <Cell align="right">+{entry.added}</Cell>
                    <Cell align="right">−{entry.removed}</Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
            <ul className="divide-y rounded-md border">
              {diff.items.map((item) => (
                <li key={item.id} className="flex flex-col gap-1 px-3 py-2">
                  <span className="flex flex-wrap items-center justify-between gap-2">
                    <span className="font-semibold break-words">{item.prompt}</span>
                    <Status tone={item.change === "added" ? "ok" : "off"}>{t(item.change)}</Status>
                  </span>
                  <span className="break-words text-muted">{item.completion}</span>
                </li>
              ))}
            </ul>
            <div className="flex gap-2">
              <Button disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
                {t("previous")}
              </Button>
              <Button
                disabled={diff.nextCursor === null}
                onClick={() => setCursors([...cursors, diff.nextCursor])}
              >
                {t("next")}
              </Button>
            </div>
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}
