import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { ERRORS, type Problem } from "@/lib/schemas/errors";

/** Any thrown value as an AppError; what was not expected becomes `internal` with a generic sentence. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) {
    const params = error.issues.map((issue) => ({
      name: issue.path.join(".") || "body",
      reason: issue.message,
    }));
    const first = params[0];
    const detail = first ? `${first.name}: ${first.reason}.` : "The values do not have the expected form.";
    return new AppError("invalid_input", detail, { invalidParams: params });
  }
  return new AppError(
    "internal",
    "Something failed on our side. Nothing you entered was lost; try again in a moment.",
    {
      cause: error,
    },
  );
}

export function problemBody(error: AppError, requestId: string): Problem {
  const entry = ERRORS[error.code];
  return {
    type: `urn:modelfactory:error:${error.code}`,
    code: error.code,
    title: entry.title,
    status: entry.status,
    detail: error.detail,
    requestId,
    ...(error.reason && { reason: error.reason }),
    ...(error.invalidParams && { invalid_params: error.invalidParams }),
    ...(error.retryAfterS && { retryAfterS: error.retryAfterS }),
  };
}

export function problemResponse(error: AppError, requestId: string): Response {
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "x-request-id": requestId,
  };
  if (error.retryAfterS) headers["retry-after"] = String(Math.ceil(error.retryAfterS));
  return new Response(JSON.stringify(problemBody(error, requestId)), { status: error.status, headers });
}

/** OpenAI's error body, for the surface that their clients call. */
export function openAiErrorResponse(error: AppError, requestId: string): Response {
  const type =
    error.status >= 500
      ? "server_error"
      : error.status === 429
        ? "rate_limit_error"
        : "invalid_request_error";
  const body = {
    error: { message: error.detail, type, param: error.invalidParams?.[0]?.name ?? null, code: error.code },
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: { "content-type": "application/json", "x-request-id": requestId },
  });
}
