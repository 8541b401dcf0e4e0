"use client";

import { useTranslations } from "use-intl";
import { DateTime } from "@/components/ui/date-time";
import { formatAmount } from "@/components/ui/format-amount";
import { Progress } from "@/components/ui/progress";
import type { SpendingSession } from "@/lib/schemas/payments";

/** What this session has spent of its cap, served answers included. */
export function SpendGuard({ session }: { session: SpendingSession }) {
  const t = useTranslations("inference");
  const spent = BigInt(session.spentWei) + BigInt(session.pendingWei);
  const cap = BigInt(session.capWei);
  const text = t("guard", {
    spent: formatAmount(spent, "OPEN").value,
    cap: formatAmount(cap, "OPEN").text,
  });
  return (
    <div className="flex min-w-44 flex-col gap-1 text-sm text-muted">
      <span>{text}</span>
      <Progress
        label={t("guardTitle")}
        value={cap === 0n ? 0 : Number((spent * 1000n) / cap)}
        max={1000}
        text={text}
      />
      <span className="text-xs">
        {t.rich("guardUntil", { time: () => <DateTime value={session.expiresAt} /> })}
      </span>
    </div>
  );
}
