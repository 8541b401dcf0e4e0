"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { RunState } from "@/components/tables/run-state";
import { Amount } from "@/components/ui/amount";
import { Facts } from "@/components/ui/facts";
import { useCredit } from "@/lib/client/payments/use-credit";
import { useEarnings } from "@/lib/client/payments/use-earnings";
import { useTrainingRuns } from "@/lib/client/training/use-training-runs";
import { useWallet } from "@/lib/web3/wallet-context";

const link = "text-primary underline underline-offset-2";

/** For somebody who comes back: what there is to spend, what was earned, and the newest run. */
export function HomeAccount() {
  const t = useTranslations("home.account");
  const { account } = useWallet();
  const signedIn = Boolean(account);
  const credit = useCredit(signedIn).data;
  const earned = useEarnings(signedIn).data?.totals;
  const runs = useTrainingRuns(signedIn).data?.items;
  const [newest] = runs ?? [];
  if (!credit || !earned || !runs) return null;
  return (
    <section aria-label={t("label")}>
      <Facts
        wide
        facts={[
          {
            label: t("credit"),
            value: (
              <Link href="/payments" className={link}>
                <Amount wei={BigInt(credit.creditWei) + BigInt(credit.heldWei)} unit="OPEN" />
              </Link>
            ),
          },
          { label: t("wallet"), value: <Amount wei={credit.walletWei} unit="OPEN" /> },
          {
            label: t("earned"),
            value: (
              <Link href="/payments/earnings" className={link}>
                <Amount wei={BigInt(earned.paidWei) + BigInt(earned.pendingWei)} unit="OPEN" />
              </Link>
            ),
          },
          ...(newest
            ? [
                {
                  label: t("run"),
                  value: (
                    <span className="flex flex-wrap items-baseline gap-x-3">
                      <Link href={`/training/${newest.id}`} className={link}>
                        {newest.data.map((datanet) => datanet.name).join(", ")}
                      </Link>
                      <RunState state={newest.state} />
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}
