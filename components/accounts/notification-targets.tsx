"use client";

import { Trash2 } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { useChangeTargets, useNotificationTargets } from "@/lib/client/accounts/use-notification-targets";
import type { NotificationTarget } from "@/lib/schemas/accounts";
import { NotificationTargetForm } from "./notification-target-form";

/** Webhooks and e-mail addresses that are told as well, and what became of the newest message to each. */
export function NotificationTargets() {
  const t = useTranslations("accounts.notifications.targets");
  const { add, remove, confirm } = useChangeTargets();
  return (
    <Section title={t("title")} intro={t("intro")}>
      <ConfirmFromLink confirm={confirm.mutate} />
      {confirm.isSuccess ? (
        <Notice tone="ok" live="status">
          {t("confirmed")}
        </Notice>
      ) : null}
      <QueryView query={useNotificationTargets()}>
        {({ items, email }) => (
          <div className="flex flex-col gap-4">
            {items.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
            {items.map((target) => (
              <TargetCard
                key={target.id}
                target={target}
                pending={remove.isPending && remove.variables === target.id}
                onRemove={() => remove.mutate(target.id)}
              />
            ))}
            <NotificationTargetForm email={email} add={add} />
          </div>
        )}
      </QueryView>
      {(remove.error ?? confirm.error) ? (
        <ActionError error={(remove.error ?? confirm.error) as Error} />
      ) : null}
    </Section>
  );
}

/** The mail's link leads here with the token in the address. */
function ConfirmFromLink({ confirm }: { confirm: (sent: { id: string; token: string }) => void }) {
  const router = useRouter();
  const [id, token] = useSearchParams().get("confirm")?.split(".") ?? [];
  // External system: the address bar, from which the token is taken once.
  useEffect(() => {
    if (!id || !token) return;
    confirm({ id, token });
    router.replace("/accounts/settings", { scroll: false });
  }, [id, token, confirm, router]);
  return null;
}

type TargetCardProps = { target: NotificationTarget; pending: boolean; onRemove: () => void };

function TargetCard({ target, pending, onRemove }: TargetCardProps) {
  const t = useTranslations("accounts.notifications.targets");
  return (
    <Card className="flex flex-col gap-2">
      <div className="flex items-start justify-between gap-3">
        <p className="min-w-0 break-all">
          <span className="text-sm text-muted">{t(target.kind)}</span>
          <br />
          {target.address}
        </p>
        <Button
          size="icon"
          variant="ghost"
          pending={pending}
          aria-label={t("remove", { address: target.address })}
          onClick={onRemove}
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      </div>
      {target.confirmed ? null : <p className="text-sm text-warn">{t("waiting")}</p>}
      {target.secret ? (
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          {t("secret")} <CopyButton value={target.secret} label={t("copySecret")} withText />
        </p>
      ) : null}
      {target.lastState ? (
        <p className="text-sm text-muted">
          {t(`last.${target.lastState}`, { error: target.lastError ?? "" })}
        </p>
      ) : null}
    </Card>
  );
}
