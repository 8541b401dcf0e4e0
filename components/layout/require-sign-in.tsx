"use client";

import { LogIn } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { useWallet } from "@/lib/web3/wallet-context";

type RequireSignInProps = { title: string; why: string; children: ReactNode };

/** Says what is behind the door and how to open it, instead of sending people away. */
export function RequireSignIn({ title, why, children }: RequireSignInProps) {
  const t = useTranslations("wallet.signIn");
  const { account, requestSignIn } = useWallet();
  if (account === undefined) return <SkeletonRows />;
  if (account) return children;
  return (
    <EmptyState
      icon={LogIn}
      title={title}
      actions={
        <Button variant="primary" onClick={() => requestSignIn().catch(() => undefined)}>
          {t("open")}
        </Button>
      }
    >
      {why}
    </EmptyState>
  );
}
