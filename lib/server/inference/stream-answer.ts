import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Answer, Model } from "@/lib/generated/prisma/client";
import type { ChatCompletionBody } from "@/lib/schemas/inference";
import { db } from "@/lib/server/db/prisma";
import { logger } from "@/lib/server/http/logger";
import { servedName } from "@/lib/server/models/served-name";
import { callEngine } from "./engine-client";
import { issueReceipt } from "./issue-receipt";

const ANSWER_MS = 300_000;

type EngineChunk = {
  choices?: {
    delta?: { content?: string };
    message?: { content?: string };
    token_ids?: number[];
    finish_reason?: string | null;
  }[];
  usage?: { completion_tokens?: number };
};

/** What was delivered is what is charged: the text and token ids are stored before the receipt is worked out. */
async function settleAnswer(answer: Answer, text: string, tokens: number[]): Promise<void> {
  const { count } = await db().answer.updateMany({
    where: { id: answer.id, state: { in: ["accepted", "streaming"] } },
    data: { state: "attributing", answerText: text, answerTokens: tokens, tokensOut: tokens.length },
  });
  if (count === 1) {
    issueReceipt(answer.id).catch((error) =>
      logger.error(
        { answer: answer.id, err: error },
        "The receipt could not be issued; the keeper will try again.",
      ),
    );
  }
}

function engineBody(answer: Answer, model: Model, body: ChatCompletionBody): object {
  return {
    model: servedName(model),
    messages: answer.messages,
    max_tokens: body.max_completion_tokens ?? body.max_tokens ?? 128,
    temperature: body.temperature ?? 0,
    ...(body.top_p !== undefined && { top_p: body.top_p }),
    ...(body.seed !== undefined && { seed: body.seed }),
    ...(body.stop !== undefined && { stop: body.stop }),
    stream: true,
    stream_options: { include_usage: true },
    return_token_ids: true,
    cache_scope: answer.accountId,
  };
}

/** Server-sent data lines of an upstream response, whole lines only. */
async function* dataLines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
  }
}

/**
 * Streams an accepted call as OpenAI does. The last chunk before [DONE] carries `receipt_id`. When the reader goes
 * away or the engine breaks off, what was delivered is charged and nothing more.
 */
export async function streamAnswer(call: {
  answer: Answer;
  model: Model;
  body: ChatCompletionBody;
  signal: AbortSignal;
}): Promise<Response> {
  const { answer, model, body, signal } = call;
  const stopped = new AbortController();
  let upstream: Response;
  try {
    upstream = await callEngine("/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify(engineBody(answer, model, body)),
      timeoutMs: ANSWER_MS,
      signal: AbortSignal.any([signal, stopped.signal]),
    });
    if (!upstream.ok)
      throw new AppError(
        "upstream_unavailable",
        `The serving engine refused the call: ${(await upstream.text()).slice(0, 300)}`,
      );
  } catch (error) {
    await settleAnswer(answer, "", []);
    throw error;
  }
  await db().answer.updateMany({ where: { id: answer.id, state: "accepted" }, data: { state: "streaming" } });
  const encoder = new TextEncoder();
  let text = "";
  const tokens: number[] = [];
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      let open = true;
      const send = (line: string) => {
        if (!open) return;
        try {
          controller.enqueue(encoder.encode(`data: ${line}\n\n`));
        } catch {
          open = false;
        }
      };
      try {
        for await (const line of dataLines(upstream)) {
          if (line === "[DONE]") break;
          const chunk = JSON.parse(line) as EngineChunk & Record<string, unknown>;
          for (const choice of chunk.choices ?? []) {
            text += choice.delta?.content ?? "";
            tokens.push(...(choice.token_ids ?? []));
          }
          send(line);
        }
        await settleAnswer(answer, text, tokens);
        send(
          JSON.stringify({
            id: answer.id,
            object: "chat.completion.chunk",
            model: body.model,
            choices: [],
            receipt_id: answer.id,
          }),
        );
        send("[DONE]");
      } catch (error) {
        await settleAnswer(answer, text, tokens);
        logger.warn({ answer: answer.id, err: error }, "An answer broke off; what was delivered is charged.");
        send(
          JSON.stringify({
            error: {
              message: "The answer broke off. Only what you received is charged.",
              type: "server_error",
              code: "upstream_unavailable",
            },
          }),
        );
      } finally {
        if (open) controller.close();
      }
    },
    cancel() {
      stopped.abort();
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}

/** The same as one JSON body, for callers that do not stream. */
export async function collectAnswer(call: Parameters<typeof streamAnswer>[0]): Promise<Response> {
  const response = await streamAnswer(call);
  let content = "";
  let finish: string | null = null;
  let usage: unknown = null;
  for await (const line of dataLines(response)) {
    if (line === "[DONE]") break;
    const chunk = JSON.parse(line) as EngineChunk & { error?: { message: string } };
    if (chunk.error) throw new AppError("upstream_unavailable", chunk.error.message);
    for (const choice of chunk.choices ?? []) {
      content += choice.delta?.content ?? "";
      finish = choice.finish_reason ?? finish;
    }
    usage = chunk.usage ?? usage;
  }
  return Response.json({
    id: call.answer.id,
    object: "chat.completion",
    created: Math.floor(call.answer.createdAt.getTime() / 1000),
    model: call.body.model,
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: finish }],
    usage,
    receipt_id: call.answer.id,
  });
}
