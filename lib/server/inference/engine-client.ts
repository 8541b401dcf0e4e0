import "server-only";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import {
  type AdapterStatus,
  AttributeAnswer,
  type AttributeRequest,
  EngineHealth,
  AdapterStatus as Status,
  TokenizeAnswer,
  WarmAnswer,
} from "@/lib/schemas/engine";
import type { ChatMessage } from "@/lib/schemas/inference";

const SHORT_MS = 5_000;

/** One call to the serving engine on loopback. @throws AppError upstream_unavailable | deadline_exceeded */
export async function callEngine(
  path: string,
  init: RequestInit & { timeoutMs?: number } = {},
): Promise<Response> {
  const { timeoutMs = SHORT_MS, ...rest } = init;
  const signals = [AbortSignal.timeout(timeoutMs), ...(rest.signal ? [rest.signal] : [])];
  try {
    return await fetch(`${serverEnv().MF_ENGINE_URL}${path}`, {
      ...rest,
      headers: { "content-type": "application/json", authorization: `Bearer ${serverEnv().MF_ENGINE_TOKEN}` },
      signal: AbortSignal.any(signals),
    });
  } catch (cause) {
    if ((cause as Error).name === "TimeoutError") {
      throw new AppError(
        "deadline_exceeded",
        "The serving engine did not answer in time. Try again in a moment.",
        { cause },
      );
    }
    throw new AppError(
      "upstream_unavailable",
      "The serving engine is not running yet. Nothing was charged; try again in a few seconds.",
      { cause, retryAfterS: 5 },
    );
  }
}

async function refusal(response: Response): Promise<AppError> {
  const text = await response.text();
  let detail = text.slice(0, 300);
  try {
    const body = JSON.parse(text) as { detail?: string; error?: { message?: string } };
    detail = body.detail ?? body.error?.message ?? detail;
  } catch {
    // Not JSON: the text itself is the best that there is.
  }
  const code =
    response.status === 404
      ? "model_not_found"
      : response.status === 400
        ? "invalid_request"
        : response.status === 422
          ? "adapter_refused"
          : "upstream_unavailable";
  return new AppError(code, `The serving engine refused: ${detail}`);
}

async function json<T>(
  shape: z.ZodType<T>,
  path: string,
  method: string,
  body?: unknown,
  timeoutMs?: number,
): Promise<T> {
  const response = await callEngine(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  if (!response.ok) throw await refusal(response);
  return shape.parse(await response.json());
}

export function engineHealth(): Promise<z.infer<typeof EngineHealth>> {
  return json(EngineHealth, "/engine/health", "GET", undefined, 1_500);
}

/** The prompt as the engine itself will count it. */
export function tokenizePrompt(
  messages: readonly z.infer<typeof ChatMessage>[],
): Promise<z.infer<typeof TokenizeAnswer>> {
  return json(TokenizeAnswer, "/engine/tokenize", "POST", { messages });
}

export function loadAdapter(hash: string, name: string): Promise<AdapterStatus> {
  return json(Status, `/engine/adapters/${hash}`, "PUT", { name });
}

export function warmAttribution(input: {
  adapterHash: string;
  indexRoot: string;
}): Promise<z.infer<typeof WarmAnswer>> {
  return json(WarmAnswer, "/engine/attribute/warm", "POST", input, 30_000);
}

export function attribute(
  request: z.infer<typeof AttributeRequest>,
): Promise<z.infer<typeof AttributeAnswer>> {
  return json(AttributeAnswer, "/engine/attribute", "POST", request, request.deadlineMs + 1_000);
}
