"use client";

import { ArrowUp, LogIn, Square } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { formatAmount } from "@/components/ui/format-amount";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { Turn } from "@/lib/client/inference/conversation";
import { toMessages } from "@/lib/client/inference/use-conversation";
import { useQuote } from "@/lib/client/inference/use-quote";
import { useStoredState } from "@/lib/client/use-stored-state";
import { chargeUp } from "@/lib/domain/payments/charge-up";
import type { Quote } from "@/lib/schemas/inference";
import type { ModelCard } from "@/lib/schemas/models";
import type { SpendingSession } from "@/lib/schemas/payments";
import { useWallet } from "@/lib/web3/wallet-context";

const LENGTHS = [32, 64, 128, 256] as const;
/** English text has about four characters a token; only shown as "about" until the engine has counted. */
const CHARACTERS_PER_TOKEN = 4;

/** Where this browser keeps the question being typed. */
export const questionKey = (modelSlug: string): string => `mf-question-${modelSlug}`;

export type Question = {
  model: string;
  session: SpendingSession;
  question: string;
  withHistory: boolean;
  maxTokens: number;
  quote: Quote | null;
};

type ComposerProps = {
  model: ModelCard;
  session: SpendingSession | undefined;
  turns: Turn[];
  asking: boolean;
  onAsk: (question: Question) => Promise<unknown>;
  onStop: () => void;
  onClear: () => void;
  aside: ReactNode;
};

/** What is typed stays until it was answered; the most it can cost stands beside the button before it is sent. */
export function Composer(props: ComposerProps) {
  const { model, session, turns, asking, onAsk, onStop, onClear, aside } = props;
  const t = useTranslations("inference.composer");
  const { account, requestSignIn } = useWallet();
  const [text, setText] = useStoredState(questionKey(model.slug));
  const [maxTokens, setMaxTokens] = useState<number>(128);
  const [withHistory, setWithHistory] = useState(false);
  const question = (text ?? "").trim();
  const messages = toMessages(withHistory ? turns : [], question.normalize("NFC"));
  const { quote, error } = useQuote({
    model: model.servedName,
    session,
    messages,
    maxTokens,
    enabled: question !== "" && !asking,
  });

  const send = async () => {
    if (!session || question === "" || asking) return;
    await onAsk({
      model: model.servedName,
      session,
      question: question.normalize("NFC"),
      withHistory,
      maxTokens,
      quote,
    }).then(
      () => setText(null),
      () => undefined,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    }
  };

  const guessed = Math.ceil(
    messages.reduce((sum, { content }) => sum + content.length, 0) / CHARACTERS_PER_TOKEN,
  );
  const price = quote
    ? t("exact", { tokens: quote.tokensIn, amount: formatAmount(quote.ceilingWei).text })
    : t("estimate", {
        tokens: guessed,
        amount: formatAmount(
          chargeUp({
            tokensIn: guessed,
            tokensOut: maxTokens,
            inPer1kWei: BigInt(model.price.inPer1kWei),
            outPer1kWei: BigInt(model.price.outPer1kWei),
          }),
        ).text,
      });

  return (
    <section aria-label={t("region")} className="flex flex-col gap-3 rounded-md border bg-surface p-4">
      <Field label={t("label")} hint={t("hint")}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            value={text ?? ""}
            placeholder={t("placeholder")}
            onChange={(event) => setText(event.target.value === "" ? null : event.target.value)}
            onKeyDown={onKeyDown}
            className="text-lg"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
          <Field label={t("maxTokens")} className="w-44">
            {(control) => (
              <Select
                {...control}
                value={maxTokens}
                onChange={(event) => setMaxTokens(Number(event.target.value))}
              >
                {LENGTHS.map((length) => (
                  <option key={length} value={length}>
                    {length}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {turns.length > 0 ? (
            <>
              <Checkbox
                label={t("history")}
                checked={withHistory}
                onChange={(event) => setWithHistory(event.target.checked)}
              />
              <Button variant="ghost" disabled={asking} onClick={onClear}>
                {t("clear")}
              </Button>
            </>
          ) : null}
        </div>
        <div className="flex flex-wrap items-end gap-4">
          {aside}
          <div className="flex flex-col items-end gap-1">
            <p role="status" className="min-h-5 text-sm text-muted">
              {error ? error.message : question === "" ? "" : account && !session ? t("needsSession") : price}
            </p>
            {asking ? (
              <Button size="lg" onClick={onStop}>
                <Square aria-hidden className="size-4" />
                {t("stop")}
              </Button>
            ) : account === null ? (
              <Button variant="primary" size="lg" onClick={() => requestSignIn().catch(() => undefined)}>
                <LogIn aria-hidden className="size-4" />
                {t("signIn")}
              </Button>
            ) : (
              <Button
                variant="primary"
                size="lg"
                disabled={!session || question === "" || error !== null}
                onClick={send}
              >
                <ArrowUp aria-hidden className="size-4" />
                {t("send")}
              </Button>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}
