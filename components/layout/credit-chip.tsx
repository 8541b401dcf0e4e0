"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { formatAmount } from "@/components/ui/format-amount";
import { useCredit } from "@/lib/client/payments/use-credit";
import { useWallet } from "@/lib/web3/wallet-context";

/** Free and held credit together: what this account can still spend on answers. */
export function CreditChip() {
  const t = useTranslations("common");
  const { account } = useWallet();
  const { data } = useCredit(Boolean(account));
  if (!data) return null;
  const total = BigInt(data.creditWei) + BigInt(data.heldWei);
  return (
    <Link
      href="/payments"
      className="hidden h-6 items-center rounded-full border px-2 text-sm whitespace-nowrap hover:bg-sunken sm:inline-flex"
    >
      {t("credit", { amount: formatAmount(total, undefined, 2).text })}
    </Link>
  );
}
