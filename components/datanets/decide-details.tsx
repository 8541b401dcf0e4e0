"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Section } from "@/components/ui/section";
import { useDecideDetails } from "@/lib/client/datanets/use-decide-details";
import { useUndecidedRows } from "@/lib/client/datanets/use-undecided-rows";
import type { Contribution, DecideDetailsBody } from "@/lib/schemas/contributions";
import { UndecidedTable } from "./undecided-table";

type Decision = DecideDetailsBody["decision"];
const SHORTEST_REASON = 3;

/** Every possible personal detail is redacted, dropped with its row, or kept for a reason before anything is signed. */
export function DecideDetails({ slug, contribution }: { slug: string; contribution: Contribution }) {
  const t = useTranslations("datanets.details");
  const [reason, setReason] = useState("");
  const rows = useUndecidedRows(slug, contribution.id);
  const decide = useDecideDetails(slug, contribution.id);
  const count = contribution.undecidedDetails;
  const mayKeep = reason.trim().length >= SHORTEST_REASON;
  const act = (decision: Decision, where: Pick<DecideDetailsBody, "rows" | "kind" | "text">) =>
    decide.mutate({ decision, ...where, ...(decision === "keep" && { reason: reason.trim() }) });
  return (
    <Section title={t("title", { count })} intro={t("intro")}>
      <Card className="flex flex-col gap-3">
        <Field label={t("reason")} hint={t("reasonHint")}>
          {(control) => (
            <Input
              {...control}
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button disabled={decide.isPending} onClick={() => act("redact", { rows: "all" })}>
            {t("redactAll", { count })}
          </Button>
          <Button disabled={decide.isPending} onClick={() => act("drop", { rows: "all" })}>
            {t("dropAll")}
          </Button>
          <Button disabled={decide.isPending || !mayKeep} onClick={() => act("keep", { rows: "all" })}>
            {t("keepAll", { count })}
          </Button>
        </div>
        {decide.error ? <ActionError error={decide.error} /> : null}
      </Card>
      <QueryView query={rows}>
        {({ items, total }) => (
          <>
            <UndecidedTable
              rows={items}
              busy={decide.isPending}
              mayKeep={mayKeep}
              onDecide={(decision, row, detail) =>
                act(decision, { rows: [row], kind: detail.kind, text: detail.text })
              }
            />
            {total > items.length ? (
              <p role="status" className="text-sm text-muted">
                {t("more", { shown: items.length, total })}
              </p>
            ) : null}
          </>
        )}
      </QueryView>
    </Section>
  );
}
