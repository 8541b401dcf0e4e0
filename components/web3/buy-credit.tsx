"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Amount } from "@/components/ui/amount";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Field } from "@/components/ui/field";
import { formatAmount, parseOpen } from "@/components/ui/format-amount";
import { Hash } from "@/components/ui/hash";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { Status } from "@/components/ui/status";
import { useCredit } from "@/lib/client/payments/use-credit";
import { useOpenSession } from "@/lib/client/payments/use-open-session";
import { useStoredState } from "@/lib/client/use-stored-state";
import { useWallet } from "@/lib/web3/wallet-context";
import { Faucet } from "./faucet";

const MINUTES = [15, 30, 55] as const;

/** Amount, cap, expiry and who may charge are on the page before anything is signed. */
export function BuyCredit() {
  const t = useTranslations("payments.buy");
  const { account, status } = useWallet();
  const { data: credit } = useCredit(Boolean(account));
  const [cap, setCap] = useStoredState("mf-buy-cap");
  const [perCall, setPerCall] = useStoredState("mf-buy-per-call");
  const [minutes, setMinutes] = useState<number>(MINUTES[2]);
  const [tried, setTried] = useState(false);
  const open = useOpenSession();

  const capWei = parseOpen(cap ?? "5");
  const perCallWei = parseOpen(perCall ?? "1");
  const freeWei = BigInt(credit?.creditWei ?? "0");
  const walletWei = BigInt(credit?.walletWei ?? "0");
  const depositWei = capWei !== null && capWei > freeWei ? capWei - freeWei : 0n;
  const missingWei = credit && depositWei > walletWei ? depositWei - walletWei : 0n;
  const capWrong = capWei === null || capWei === 0n;
  const perCallWrong = perCallWei === null || perCallWei === 0n || (capWei !== null && perCallWei > capWei);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (capWrong || perCallWrong || missingWei > 0n) return;
    open.mutate({ depositWei, capWei, maxPerCallWei: perCallWei, ttlSeconds: minutes * 60 });
  };

  return (
    <Section title={t("title")} intro={t("intro")}>
      <form onSubmit={submit} noValidate className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-4">
          <Field
            label={t("cap")}
            hint={t("capHint")}
            error={tried && capWrong ? t("amountError") : undefined}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                value={cap ?? "5"}
                onChange={(event) => setCap(event.target.value)}
              />
            )}
          </Field>
          <Field
            label={t("perCall")}
            hint={t("perCallHint")}
            error={tried && perCallWrong ? t("perCallError") : undefined}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                value={perCall ?? "1"}
                onChange={(event) => setPerCall(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("ttl")}>
            {(control) => (
              <Select
                {...control}
                value={minutes}
                onChange={(event) => setMinutes(Number(event.target.value))}
              >
                {MINUTES.map((count) => (
                  <option key={count} value={count}>
                    {t("ttlOption", { count })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Card className="flex flex-col gap-3">
          <h3 className="font-semibold">{t("terms")}</h3>
          <Facts
            facts={[
              {
                label: t("fromCredit"),
                value: <Amount wei={capWei !== null && capWei < freeWei ? capWei : freeWei} unit="OPEN" />,
              },
              { label: t("fromWallet"), value: <Amount wei={depositWei} unit="OPEN" /> },
              {
                label: t("total"),
                value: <Amount wei={capWei ?? 0n} unit="OPEN" className="font-semibold" />,
              },
              ...(status
                ? [
                    {
                      label: t("operator"),
                      value: <Hash value={status.chain.operator} name={t("operator")} copy={false} />,
                    },
                  ]
                : []),
            ]}
          />
          <p className="text-sm text-muted">{t("nothing")}</p>
          <p className="text-sm text-muted">{t("stolen")}</p>
          {missingWei > 0n ? (
            <>
              <Notice tone="warn">{t("short", { amount: formatAmount(missingWei, "OPEN").text })}</Notice>
              <Faucet />
            </>
          ) : null}
          {open.error ? <BuyError error={open.error} /> : null}
          <div className="flex flex-wrap items-center gap-3">
            <Button
              type="submit"
              variant="primary"
              size="lg"
              disabled={missingWei > 0n}
              pending={open.isPending}
            >
              {t("submit")}
            </Button>
            <span role="status">
              {open.isPending ? <Status tone="busy">{t(`steps.${open.step}`)}</Status> : null}
            </span>
          </div>
        </Card>
      </form>
    </Section>
  );
}

function BuyError({ error }: { error: Error }) {
  const t = useTranslations("payments.buy");
  return error.name === "TermsRefused" ? (
    <Notice tone="danger" live="alert">
      {t("refused", { field: error.message })}
    </Notice>
  ) : (
    <ActionError error={error} />
  );
}
