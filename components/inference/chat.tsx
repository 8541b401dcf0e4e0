"use client";

import { useRef } from "react";
import { useTranslations } from "use-intl";
import { Notice } from "@/components/ui/notice";
import { Status } from "@/components/ui/status";
import { BuyCredit } from "@/components/web3/buy-credit";
import { useConversation } from "@/lib/client/inference/use-conversation";
import { useUsableSession } from "@/lib/client/payments/use-usable-session";
import { useStoredState } from "@/lib/client/use-stored-state";
import type { ModelCard } from "@/lib/schemas/models";
import { useWallet } from "@/lib/web3/wallet-context";
import { CallError } from "./call-error";
import { Composer, questionKey } from "./composer";
import { Conversation } from "./conversation";
import { SampleQuestions } from "./sample-questions";
import { SpendGuard } from "./spend-guard";

export function Chat({ model }: { model: ModelCard }) {
  const t = useTranslations("inference.noSession");
  const { account } = useWallet();
  const { session, opening, elsewhere, isPending } = useUsableSession();
  const { turns, ask, stop, clear } = useConversation(model.slug);
  const [, writeQuestion] = useStoredState(questionKey(model.slug));
  const composer = useRef<HTMLDivElement>(null);

  return (
    <div className="flex flex-col gap-6">
      <Conversation
        turns={turns}
        samples={
          <SampleQuestions
            model={model}
            onQuestion={(question) => {
              writeQuestion(question);
              composer.current?.querySelector("textarea")?.focus();
            }}
          />
        }
      />
      {ask.error ? (
        <CallError error={ask.error} sessionId={ask.variables?.session.sessionId ?? null} />
      ) : null}
      <div ref={composer}>
        <Composer
          model={model}
          session={session}
          turns={turns}
          asking={ask.isPending}
          onAsk={(question) => ask.mutateAsync(question)}
          onStop={stop}
          onClear={clear}
          aside={session ? <SpendGuard session={session} /> : null}
        />
      </div>
      {account === null ? <p className="text-sm text-muted">{t("signedOut")}</p> : null}
      {account && !session && !isPending ? (
        opening ? (
          <Status tone="busy">{t("opening")}</Status>
        ) : (
          <>
            {elsewhere ? <Notice tone="info">{t("otherBrowser")}</Notice> : null}
            <BuyCredit />
          </>
        )
      ) : null}
    </div>
  );
}
