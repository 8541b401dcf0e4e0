import { ERRORS, type ErrorCode, type Problem } from "@/lib/schemas/errors";

/** Codes that no server sends: the request never arrived, or the reply had another shape. */
export type ClientErrorCode = ErrorCode | "offline" | "bad_reply";

/** A refusal in the words the server chose for the person, with what support needs to find it. */
export class ApiError extends Error {
  readonly code: ClientErrorCode;
  readonly status: number;
  readonly title: string;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly invalidParams: { name: string; reason: string }[];
  readonly retryAfterS: number | undefined;

  constructor(
    problem: Partial<Omit<Problem, "code">> & { code: ClientErrorCode },
    options?: { cause: unknown },
  ) {
    super(problem.detail ?? problem.title ?? problem.code, options);
    this.name = "ApiError";
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.title = problem.title ?? "";
    this.reason = problem.reason;
    this.requestId = problem.requestId;
    this.invalidParams = problem.invalid_params ?? [];
    this.retryAfterS = problem.retryAfterS;
  }

  get retryable(): boolean {
    if (this.code === "offline") return true;
    return this.code === "bad_reply" ? false : ERRORS[this.code].retryable;
  }

  /** The server's word on one field of the body. */
  fieldError(name: string): string | undefined {
    return this.invalidParams.find((param) => param.name === name)?.reason;
  }
}
