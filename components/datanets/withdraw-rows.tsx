"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { Contribution } from "@/lib/schemas/contributions";
import { WithdrawDialog } from "./withdraw-dialog";

/** The way out for a contribution's author, and what was taken back so far. */
export function WithdrawRows({ slug, contribution }: { slug: string; contribution: Contribution }) {
  const t = useTranslations("datanets.withdraw");
  const [open, setOpen] = useState(false);
  const { withdrawn, erased, viewerMayWithdraw } = contribution;
  if (!viewerMayWithdraw && withdrawn === 0) return null;
  return (
    <Section title={t("title")} intro={t("intro")}>
      {withdrawn > 0 ? <Notice tone="warn" title={t("withdrawnNotice", { withdrawn, erased })} /> : null}
      {viewerMayWithdraw ? (
        <Button className="self-start" onClick={() => setOpen(true)}>
          {t("open")}
        </Button>
      ) : null}
      {open ? (
        <WithdrawDialog slug={slug} contribution={contribution} onClose={() => setOpen(false)} />
      ) : null}
    </Section>
  );
}
