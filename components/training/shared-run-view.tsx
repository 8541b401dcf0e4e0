"use client";

import { useFormatter, useTranslations } from "use-intl";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { DateTime } from "@/components/ui/date-time";
import { Notice } from "@/components/ui/notice";
import { useSharedRun } from "@/lib/client/training/use-chat-test";
import type { SharedRun } from "@/lib/schemas/training-chat";
import { ChatTest } from "./chat-test";

/** What a link shows to whoever was sent it: the result, what is left of the link, and a place to ask. */
export function SharedRunView({ token }: { token: string }) {
  return (
    <QueryView query={useSharedRun(token)} loading={<PageLoading />}>
      {(shared) => <Shared token={token} shared={shared} />}
    </QueryView>
  );
}

function Shared({ token, shared }: { token: string; shared: SharedRun }) {
  const t = useTranslations("training.share");
  const run = useTranslations("training.run");
  const format = useFormatter();
  const { evaluation } = shared;
  const loss = (value: number) => format.number(value, { maximumSignificantDigits: 3 });
  return (
    <>
      <PageHeader
        title={run("title", { base: shared.base, data: shared.data.join(", ") })}
        lead={
          evaluation
            ? t("heldOut", {
                rows: evaluation.rows,
                base: loss(evaluation.baseLoss),
                tuned: loss(evaluation.tunedLoss),
              })
            : null
        }
      />
      <div className="flex flex-col gap-4">
        <Notice tone="info">
          {t("machine")}{" "}
          {t.rich("left", {
            count: shared.tokensLeft,
            time: () => <DateTime value={shared.expiresAt} />,
          })}
        </Notice>
        {shared.tokensLeft > 0 ? (
          <ChatTest path={`/api/v1/shared-runs/${encodeURIComponent(token)}/chat`} />
        ) : (
          <Notice tone="warn">{t("usedUp")}</Notice>
        )}
      </div>
    </>
  );
}
