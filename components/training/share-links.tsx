"use client";

import { Share2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { DateTime } from "@/components/ui/date-time";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Status } from "@/components/ui/status";
import { useShareLinks } from "@/lib/client/training/use-chat-test";
import type { ShareLink } from "@/lib/schemas/training-chat";

const DAYS = [1, 7, 30] as const;
const TOKENS = [2_000, 20_000, 200_000] as const;

export function ShareLinks({ runId }: { runId: string }) {
  const t = useTranslations("training.share");
  const { list, create, revoke } = useShareLinks(runId);
  const [days, setDays] = useState<number>(7);
  const [maxTokens, setMaxTokens] = useState<number>(20_000);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ days, maxTokens });
  };
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <Field label={t("days")}>
          {(control) => (
            <Select {...control} value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {DAYS.map((count) => (
                <option key={count} value={count}>
                  {t("daysCount", { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("cap")}>
          {(control) => (
            <Select
              {...control}
              value={maxTokens}
              onChange={(event) => setMaxTokens(Number(event.target.value))}
            >
              {TOKENS.map((count) => (
                <option key={count} value={count}>
                  {t("tokens", { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" pending={create.isPending}>
          <Share2 aria-hidden className="size-4" />
          {t("create")}
        </Button>
      </form>
      {(create.error ?? revoke.error) ? (
        <ActionError error={(create.error ?? revoke.error) as Error} />
      ) : null}
      <QueryView query={list}>
        {({ items }) => (
          <ul className="flex flex-col gap-3">
            {items.map((link) => (
              <li key={link.id}>
                <LinkCard
                  link={link}
                  pending={revoke.isPending && revoke.variables === link.id}
                  onRevoke={() => revoke.mutate(link.id)}
                />
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </div>
  );
}

type LinkCardProps = { link: ShareLink; pending: boolean; onRevoke: () => void };

function LinkCard({ link, pending, onRevoke }: LinkCardProps) {
  const t = useTranslations("training.share");
  const open = link.state === "open";
  return (
    <Card className="flex flex-wrap items-center justify-between gap-3 p-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-3">
          <Status tone={open ? "ok" : "neutral"}>{t(`states.${link.state}`)}</Status>
          <span className="text-sm text-muted">
            {t("used", { used: link.usedTokens, of: link.maxTokens })} ·{" "}
            {t.rich("until", { time: () => <DateTime value={link.expiresAt} /> })}
          </span>
        </p>
        {open ? <p className="font-mono text-sm break-all">{link.url}</p> : null}
      </div>
      {open ? (
        <div className="flex gap-2">
          <CopyButton value={link.url} label={t("copy")} withText />
          <Button size="sm" pending={pending} onClick={onRevoke}>
            {t("revoke")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
