"use client";

import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Dialog } from "@/components/ui/dialog";
import { Facts } from "@/components/ui/facts";
import { useBlastRadius } from "@/lib/client/datanets/use-blast-radius";
import { useWithdraw } from "@/lib/client/datanets/use-withdraw";
import type { Contribution } from "@/lib/schemas/contributions";
import type { BlastRadius } from "@/lib/schemas/withdrawals";

type WithdrawDialogProps = { slug: string; contribution: Contribution; onClose: () => void };

const HOW = ["withdraw", "erase"] as const;

/** What stands on the rows comes first; the act needs a tick that says it was read. */
export function WithdrawDialog({ slug, contribution, onClose }: WithdrawDialogProps) {
  const t = useTranslations("datanets.withdraw");
  const radius = useBlastRadius(slug, contribution.id);
  const withdraw = useWithdraw(slug, contribution.id);
  const [how, setHow] = useState<(typeof HOW)[number]>("withdraw");
  const [read, setRead] = useState(false);
  const all = radius.data?.rows ?? 0;
  const count = how === "erase" ? all : all - (radius.data?.withdrawn ?? 0);
  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("title")}
      description={t("intro")}
      footer={
        <Button
          variant="primary"
          disabled={!read || count === 0}
          pending={withdraw.isPending}
          onClick={() => withdraw.mutate({ erase: how === "erase" }, { onSuccess: onClose })}
        >
          {how === "erase" ? t("submitErase", { count }) : t("submitWithdraw", { count })}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <QueryView query={radius}>{(data) => <Radius radius={data} />}</QueryView>
        <ChoiceGroup
          legend={t("choice")}
          value={how}
          onChange={setHow}
          choices={HOW.map((value) => ({ value, label: t(value), description: t(`${value}Text`) }))}
        />
        <p className="text-muted">{t("keeps")}</p>
        <Checkbox label={t("confirm")} checked={read} onChange={(event) => setRead(event.target.checked)} />
        {withdraw.error ? <ActionError error={withdraw.error} /> : null}
      </div>
    </Dialog>
  );
}

function Radius({ radius }: { radius: BlastRadius }) {
  const t = useTranslations("datanets.withdraw");
  return (
    <section aria-label={t("radius")} className="flex flex-col gap-2">
      <h3 className="font-semibold">{t("radius")}</h3>
      <Facts
        facts={[
          { label: t("rows"), value: radius.rows },
          {
            label: t("versions"),
            value: radius.versions.length > 0 ? radius.versions.join(", ") : t("none"),
          },
          { label: t("runs"), value: radius.runs },
          {
            label: t("models"),
            value:
              radius.models.length === 0
                ? t("none")
                : radius.models.map((model) =>
                    model.published ? (
                      <Link key={model.slug} href={`/models/${model.slug}`} className="block">
                        {model.name}
                      </Link>
                    ) : (
                      <span key={model.slug} className="block">
                        {model.name}
                      </span>
                    ),
                  ),
          },
        ]}
      />
      {radius.versions.length > 0 ? <p className="text-muted">{t("versionsHint")}</p> : null}
    </section>
  );
}
