import { ERRORS, type ErrorCode } from "@/lib/schemas/errors";

export type InvalidParam = { name: string; reason: string };

/**
 * An expected refusal. `detail` is the sentence for the person (what happened, where, how to mend it);
 * `log` says more to the operator and never leaves the server.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly reason: string | undefined;
  readonly invalidParams: InvalidParam[] | undefined;
  readonly retryAfterS: number | undefined;
  readonly log: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      reason?: string;
      invalidParams?: InvalidParam[];
      retryAfterS?: number;
      log?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
    this.reason = more.reason;
    this.invalidParams = more.invalidParams;
    this.retryAfterS = more.retryAfterS;
    this.log = more.log;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
