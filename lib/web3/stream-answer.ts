import { z } from "zod";
import { ApiError } from "@/lib/client/api-error";
import { readEventStream } from "@/lib/client/read-event-stream";
import { ErrorCode } from "@/lib/schemas/errors";
import type { ChatMessage } from "@/lib/schemas/inference";

/** The OpenAI surface: chunks with a delta, the last one with the receipt's id; errors in OpenAI's body. */
const Chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).optional() })).default([]),
  receipt_id: z.string().optional(),
});
const Failure = z.object({
  error: z.object({ message: z.string(), code: z.string().nullish(), type: z.string().nullish() }),
});

type StreamInput = {
  header: string;
  model: string;
  messages: ChatMessage[];
  maxTokens: number;
  signal: AbortSignal;
  onText: (text: string) => void;
};

/** Streams one answer and returns the id of its receipt. @throws ApiError */
export async function streamAnswer(input: StreamInput): Promise<string> {
  const response = await fetch("/api/v1/chat/completions", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
      "MF-Voucher": input.header,
    },
    body: JSON.stringify({
      model: input.model,
      messages: input.messages.map((message) => ({
        ...message,
        content: message.content.normalize("NFC"),
      })),
      max_tokens: input.maxTokens,
      stream: true,
    }),
    signal: input.signal,
  }).catch((cause: unknown) => {
    if (input.signal.aborted) throw cause;
    throw new ApiError({ code: "offline" }, { cause });
  });
  const requestId = response.headers.get("x-request-id");
  if (!response.ok || !response.body) {
    throw toFailure(await response.json().catch(() => undefined), response.status, requestId);
  }
  let receiptId: string | null = null;
  for await (const { data } of readEventStream(response.body)) {
    if (data === "[DONE]") break;
    const json: unknown = JSON.parse(data);
    if (Failure.safeParse(json).success) throw toFailure(json, 0, requestId);
    const chunk = Chunk.parse(json);
    const text = chunk.choices[0]?.delta?.content;
    if (text) input.onText(text);
    receiptId = chunk.receipt_id ?? receiptId;
  }
  // Without an id the outcome is open, not failed: the next call looks for the receipt first.
  if (receiptId === null)
    throw new ApiError({ code: "outcome_unknown", ...(requestId ? { requestId } : {}) });
  return receiptId;
}

function toFailure(value: unknown, status: number, requestId: string | null): ApiError {
  const failure = Failure.safeParse(value);
  const code = ErrorCode.safeParse(failure.data?.error.code ?? failure.data?.error.type);
  return new ApiError({
    code: code.success ? code.data : "internal",
    status,
    ...(failure.success ? { detail: failure.data.error.message } : {}),
    ...(requestId ? { requestId } : {}),
  });
}
