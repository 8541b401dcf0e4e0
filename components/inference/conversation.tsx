"use client";

import { MessageSquareText } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { Status } from "@/components/ui/status";
import type { Turn } from "@/lib/client/inference/conversation";
import { AnswerFooter } from "./answer-footer";

type ConversationProps = {
  turns: Turn[];
  /** What can be asked first; shown while nothing was asked. */
  samples: ReactNode;
};

/** Questions and answers. A screen reader hears "answering", then the finished answer once. */
export function Conversation({ turns, samples }: ConversationProps) {
  const t = useTranslations("inference.chat");
  const latest = turns.at(-1);
  const busy = latest?.state === "sending" || latest?.state === "answering";
  if (turns.length === 0) {
    return (
      <EmptyState icon={MessageSquareText} title={t("empty")} actions={samples}>
        {t("emptyHint")}
      </EmptyState>
    );
  }
  return (
    <section aria-label={t("label")}>
      <ol className="flex flex-col gap-6">
        {turns.map((turn, index) => (
          <li key={turn.id} className="flex flex-col gap-3">
            <div className="max-w-reading rounded-md bg-sunken p-3">
              <p className="text-xs font-semibold text-muted">{t("you")}</p>
              <p className="text-lg break-words whitespace-pre-wrap">{turn.question}</p>
            </div>
            <TurnAnswer turn={turn} latest={index === turns.length - 1} />
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {busy ? t("answering") : (latest?.answer ?? "")}
      </p>
    </section>
  );
}

function TurnAnswer({ turn, latest }: { turn: Turn; latest: boolean }) {
  const t = useTranslations("inference.chat");
  const busy = turn.state === "sending" || turn.state === "answering";
  return (
    <div aria-busy={busy} className="flex flex-col gap-3">
      {turn.state === "sending" ? <Status tone="busy">{t("sending")}</Status> : null}
      {turn.answer ? (
        <p data-testid="answer" className="max-w-reading text-lg break-words whitespace-pre-wrap">
          {turn.answer}
        </p>
      ) : null}
      {turn.state === "cut" ? <Status tone="warn">{t("cut")}</Status> : null}
      {turn.receiptId ? <AnswerFooter receiptId={turn.receiptId} expanded={latest} /> : null}
    </div>
  );
}
