"use client";

import { ChevronDown, LogOut, Settings, UserRound, Wallet as WalletIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Hash } from "@/components/ui/hash";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { useWallet } from "@/lib/web3/wallet-context";
import { PlayMoneyBadge } from "./play-money-badge";

export function AccountMenu() {
  const t = useTranslations("accounts");
  const wallet = useTranslations("wallet.signIn");
  const { account, isBurner, requestSignIn, signOut } = useWallet();
  if (account === undefined) return <Skeleton className="h-8 w-20" />;
  if (account === null) {
    return (
      <Button variant="primary" onClick={() => requestSignIn().catch(() => undefined)}>
        {wallet("open")}
      </Button>
    );
  }
  return (
    <Menu
      trigger={
        <Button aria-label={t("menuOf", { name: account.handle })} className="max-w-48 max-xs:max-w-28">
          <UserRound aria-hidden className="size-4" />
          <span className="truncate">{account.handle}</span>
          <ChevronDown aria-hidden className="size-4 text-muted max-xs:hidden" />
        </Button>
      }
    >
      <MenuLabel>
        <span className="flex flex-col gap-2">
          {isBurner ? <PlayMoneyBadge /> : null}
          <Hash value={account.address} name={t("address")} copy={false} />
        </span>
      </MenuLabel>
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/payments">
          <WalletIcon aria-hidden className="size-4 text-muted" />
          {t("credits")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link href="/accounts/settings">
          <Settings aria-hidden className="size-4 text-muted" />
          {t("settings")}
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={() => signOut()}>
        <LogOut aria-hidden className="size-4 text-muted" />
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
