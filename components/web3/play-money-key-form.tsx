"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type PlayMoneyKeyFormProps = { onKey: (text: string) => boolean; pending: boolean };

/** Lets somebody sign in as one of the demo people, or as himself from another browser. */
export function PlayMoneyKeyForm({ onKey, pending }: PlayMoneyKeyFormProps) {
  const t = useTranslations("wallet.signIn");
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(!onKey(text));
  };

  return (
    <details>
      <summary className="text-sm text-muted">{t("otherKey")}</summary>
      <form onSubmit={submit} className="mt-2 flex flex-col gap-2">
        <Field label={t("keyLabel")} hint={t("keyHint")} error={refused ? t("keyRefused") : undefined}>
          {(control) => (
            <Input
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        <Button type="submit" pending={pending} className="self-start">
          {t("useKey")}
        </Button>
      </form>
    </details>
  );
}
