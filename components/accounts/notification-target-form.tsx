"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { useChangeTargets } from "@/lib/client/accounts/use-notification-targets";

type FormProps = { email: boolean; add: ReturnType<typeof useChangeTargets>["add"] };

export function NotificationTargetForm({ email, add }: FormProps) {
  const t = useTranslations("accounts.notifications.targets");
  const [kind, setKind] = useState<"webhook" | "email">("webhook");
  const [address, setAddress] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ kind, address: address.trim() }, { onSuccess: () => setAddress("") });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={t("kind")} {...(email ? {} : { hint: t("noEmail") })}>
        {(control) => (
          <Select
            {...control}
            value={kind}
            disabled={!email}
            onChange={(event) => setKind(event.target.value === "email" ? "email" : "webhook")}
          >
            <option value="webhook">{t("webhook")}</option>
            <option value="email">{t("email")}</option>
          </Select>
        )}
      </Field>
      <Field label={t(`${kind}Address`)} hint={t(`${kind}Hint`)}>
        {(control) => (
          <Input
            {...control}
            required
            type={kind === "email" ? "email" : "url"}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" className="self-start" pending={add.isPending} disabled={address.trim() === ""}>
        {t("add")}
      </Button>
      {add.error ? <ActionError error={add.error} /> : null}
    </form>
  );
}
