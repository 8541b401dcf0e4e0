"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { type ChatTestPath, useChatTest } from "@/lib/client/training/use-chat-test";
import type { ChatTestAnswer } from "@/lib/schemas/training-chat";

type Exchange = { id: number; question: string; answer: ChatTestAnswer };

/** One question at a time, answered by the bare base and by the tuned model side by side, newest first. */
export function ChatTest({ path }: { path: ChatTestPath }) {
  const t = useTranslations("training.chatTest");
  const ask = useChatTest(path);
  const [question, setQuestion] = useState("");
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = question.trim();
    if (!asked || ask.isPending) return;
    ask.mutate(asked, {
      onSuccess: (answer) => {
        setExchanges((before) => [{ id: before.length, question: asked, answer }, ...before]);
        setQuestion("");
      },
    });
  };
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} className="flex flex-col gap-2">
        <Field label={t("question")} hint={t("hint")}>
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              maxLength={4_000}
              value={question}
              onChange={(event) => setQuestion(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          className="self-start"
          pending={ask.isPending}
          disabled={question.trim() === ""}
        >
          {t("ask")}
        </Button>
      </form>
      {ask.error ? <ActionError error={ask.error} /> : null}
      <ol aria-live="polite" aria-busy={ask.isPending} className="flex flex-col gap-6">
        {exchanges.map(({ id, question: asked, answer }) => (
          <li key={id} className="flex flex-col gap-2">
            <p className="font-semibold break-words whitespace-pre-wrap">{asked}</p>
            <div className="grid gap-3 md:grid-cols-2">
              <Side name={t("base")} side={answer.base} />
              <Side name={t("tuned")} side={answer.tuned} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Side({ name, side }: { name: string; side: ChatTestAnswer["base"] }) {
  const t = useTranslations("training.chatTest");
  return (
    <Card role="group" aria-label={name} className="flex flex-col gap-1 p-3">
      <p className="flex justify-between gap-3 text-sm text-muted">
        <span>{name}</span>
        <span>{t("tokens", { count: side.tokens })}</span>
      </p>
      <p className="break-words whitespace-pre-wrap">
        {side.text.trim() || <span className="text-muted">{t("nothing")}</span>}
      </p>
    </Card>
  );
}
