import type { z } from "zod";
import { Problem } from "@/lib/schemas/errors";
import { ApiError } from "./api-error";

export type RequestOptions = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as multipart/form-data. */
  form?: FormData;
  signal?: AbortSignal;
};

/**
 * One call of our own API: the reply is parsed with the route's schema, every refusal becomes an
 * `ApiError`. Writes carry an idempotency key, so a retry after a lost reply does nothing twice.
 */
export async function fetchJson<T extends z.ZodType>(
  out: T,
  path: `/api/${string}`,
  options: RequestOptions = {},
): Promise<z.infer<T>> {
  const { method = "GET", body, form, signal } = options;
  const response = await send(path, {
    method,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(method === "GET" ? {} : { "Idempotency-Key": crypto.randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(form ? { body: form } : {}),
    ...(signal ? { signal } : {}),
  });
  const value: unknown = response.status === 204 ? null : await response.json().catch(() => undefined);
  if (!response.ok) throw toApiError(value, response);
  const parsed = out.safeParse(value);
  if (!parsed.success) {
    throw new ApiError({ code: "bad_reply", status: response.status }, { cause: parsed.error });
  }
  return parsed.data;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError({ code: "offline" }, { cause });
  }
}

/** Reads a problem body; what is not one is named by its status and never shown raw. */
export function toApiError(value: unknown, response: Response): ApiError {
  const problem = Problem.safeParse(value);
  if (problem.success) return new ApiError(problem.data);
  return new ApiError({ code: response.status >= 500 ? "internal" : "bad_reply", status: response.status });
}
