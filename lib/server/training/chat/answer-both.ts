import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { ChatTestAnswer, ChatTestBody } from "@/lib/schemas/training-chat";
import { callEngine, loadAdapter } from "@/lib/server/inference/engine-client";
import { type ChattableRun, checkServed } from "./chattable-run";
import { ANSWER_MS } from "./tunables";

const Completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ completion_tokens: z.int() }),
});

async function ask(model: string, body: ChatTestBody, scope: string): Promise<ChatTestAnswer["base"]> {
  const response = await callEngine("/v1/chat/completions", {
    method: "POST",
    body: JSON.stringify({
      model,
      messages: body.messages,
      max_tokens: body.maxTokens,
      temperature: 0,
      cache_scope: scope,
    }),
    timeoutMs: ANSWER_MS,
  });
  if (!response.ok)
    throw new AppError(
      response.status === 400 ? "context_length_exceeded" : "upstream_unavailable",
      `The serving engine refused: ${(await response.text()).slice(0, 300)}`,
    );
  const { choices, usage } = Completion.parse(await response.json());
  return { text: choices[0]?.message.content ?? "", tokens: usage.completion_tokens };
}

/** The same messages to both, at once: one batch of the engine computes them together. */
export async function answerBoth(
  run: ChattableRun,
  body: ChatTestBody,
): Promise<Omit<ChatTestAnswer, "tokensLeft">> {
  const base = await checkServed(run);
  const name = `run-${run.id}@${run.adapterHash.slice(0, 12)}`;
  await loadAdapter(run.adapterHash, name);
  const scope = `test:${run.id}`;
  const [bare, tuned] = await Promise.all([ask(base, body, scope), ask(name, body, scope)]);
  return { base: bare, tuned };
}
