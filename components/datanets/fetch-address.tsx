"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useStoredState } from "@/lib/client/use-stored-state";

type FetchAddressProps = { slug: string; pending: boolean; onFetch: (address: string) => void };

/** An address instead of a file; what was typed stays in this browser. */
export function FetchAddress({ slug, pending, onFetch }: FetchAddressProps) {
  const t = useTranslations("datanets.contribute.source");
  const [address, setAddress] = useStoredState(`mf-address-${slug}`);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (address?.trim()) onFetch(address.trim());
      }}
    >
      <Field label={t("address")} hint={t("addressHint")}>
        {(control) => (
          <Input
            {...control}
            value={address ?? ""}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setAddress(event.target.value === "" ? null : event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" className="self-start" pending={pending} disabled={!address?.trim()}>
        {t("fetch")}
      </Button>
    </form>
  );
}
