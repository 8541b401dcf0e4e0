"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useVoteOnAppeal } from "@/lib/client/datanets/use-vote-on-appeal";

const SHORTEST = 3;

/** A drawn reviewer's one vote. */
export function AppealVote({ slug, id }: { slug: string; id: string }) {
  const t = useTranslations("datanets.appeal");
  const [reason, setReason] = useState("");
  const vote = useVoteOnAppeal(slug, id);
  const cast = (choice: "overturn" | "uphold") => vote.mutate({ vote: choice, reason: reason.trim() });
  const disabled = reason.trim().length < SHORTEST || vote.isPending;
  const pending = vote.isPending ? vote.variables.vote : null;
  return (
    <div className="flex flex-col items-start gap-3">
      <Field label={t("voteReason")} className="w-full max-w-reading">
        {(control) => (
          <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          disabled={disabled}
          pending={pending === "overturn"}
          onClick={() => cast("overturn")}
        >
          {t("overturn")}
        </Button>
        <Button disabled={disabled} pending={pending === "uphold"} onClick={() => cast("uphold")}>
          {t("uphold")}
        </Button>
      </div>
      {vote.error ? <ActionError error={vote.error} /> : null}
    </div>
  );
}
