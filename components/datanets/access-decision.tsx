"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDecideAccess } from "@/lib/client/datanets/use-decide-access";
import { useRevokeAccess } from "@/lib/client/datanets/use-revoke-access";
import type { AccessGrant } from "@/lib/schemas/datanet-access";

/** What the owner can do with one request or grant. */
export function AccessDecision({ slug, grant }: { slug: string; grant: AccessGrant }) {
  const t = useTranslations("datanets.access");
  const decide = useDecideAccess(slug, grant.id);
  const revoke = useRevokeAccess(slug, grant.id);
  const [reason, setReason] = useState<string | null>(null);
  const error = decide.error ?? revoke.error;
  if (grant.state === "granted") {
    return (
      <>
        <Button size="sm" pending={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("revoke")}
        </Button>
        {error ? <ActionError error={error} /> : null}
      </>
    );
  }
  if (grant.state !== "requested") return null;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          variant="primary"
          pending={decide.isPending && decide.variables.grant}
          onClick={() => decide.mutate({ grant: true })}
        >
          {t("grant")}
        </Button>
        <Button size="sm" onClick={() => setReason(reason === null ? "" : null)}>
          {t("refuse")}
        </Button>
      </div>
      {reason === null ? null : (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            decide.mutate({ grant: false, reason }, { onSuccess: () => setReason(null) });
          }}
        >
          <Field label={t("refuseReason")}>
            {(control) => (
              <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
          <Button type="submit" size="sm" disabled={reason.trim().length < 5} pending={decide.isPending}>
            {t("refuse")}
          </Button>
        </form>
      )}
      {error ? <ActionError error={error} /> : null}
    </div>
  );
}
