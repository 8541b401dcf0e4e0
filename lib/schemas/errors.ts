import { z } from "zod";

/**
 * The one error table: code -> HTTP status, whether a retry can help, and the title shown when an
 * operation gives no better sentence. TypeScript, Python and the documentation read it.
 */
export const ERRORS = {
  invalid_request: { status: 400, retryable: false, title: "The request is not well formed" },
  unsupported_media_type: { status: 415, retryable: false, title: "This kind of file is not supported" },
  invalid_input: { status: 422, retryable: false, title: "Some values need another look" },
  content_refused: { status: 422, retryable: false, title: "This content was refused" },
  adapter_refused: { status: 422, retryable: false, title: "The adapter was refused" },
  dataset_invalid: { status: 422, retryable: false, title: "These rows cannot be used" },
  idempotency_mismatch: { status: 422, retryable: false, title: "The key was used for another request" },
  in_progress: { status: 409, retryable: true, title: "The same request is still running" },
  unauthenticated: { status: 401, retryable: false, title: "Sign in first" },
  forbidden: { status: 403, retryable: false, title: "You may not do this" },
  bad_origin: { status: 403, retryable: false, title: "The request came from another site" },
  not_found: { status: 404, retryable: false, title: "Nothing is here" },
  conflict: { status: 409, retryable: false, title: "The state has changed" },
  lease_lost: { status: 409, retryable: false, title: "Another attempt holds this job" },
  precondition_failed: { status: 412, retryable: false, title: "A precondition does not hold" },
  insufficient_credit: { status: 402, retryable: false, title: "Not enough credit" },
  cap_reached: { status: 402, retryable: false, title: "The spending cap is reached" },
  payload_too_large: { status: 413, retryable: false, title: "This is too large" },
  rate_limited: { status: 429, retryable: true, title: "Too many requests" },
  wrong_host: { status: 421, retryable: false, title: "This host name is not served here" },
  upstream_unavailable: { status: 503, retryable: true, title: "A part is not available" },
  deadline_exceeded: { status: 504, retryable: true, title: "This took too long" },
  outcome_unknown: { status: 202, retryable: true, title: "We are checking what happened" },
  job_cancelled: { status: 409, retryable: false, title: "The job was cancelled" },
  job_timeout: { status: 504, retryable: false, title: "The job took too long" },
  worker_lost: { status: 503, retryable: true, title: "The worker vanished" },
  gpu_out_of_memory: { status: 422, retryable: false, title: "The worker ran out of memory" },
  numeric_failure: {
    status: 422,
    retryable: false,
    title: "The training produced numbers that are not finite",
  },
  wallet_rejected: { status: 400, retryable: true, title: "Nothing was signed" },
  wallet_locked: { status: 400, retryable: true, title: "Your wallet is already open" },
  wrong_network: { status: 400, retryable: true, title: "Your wallet is on another network" },
  no_gas: { status: 400, retryable: true, title: "The wallet has no network coin" },
  chain_reverted: { status: 422, retryable: false, title: "The contract refused" },
  context_length_exceeded: { status: 400, retryable: false, title: "The prompt is too long" },
  model_not_found: { status: 404, retryable: false, title: "No such model" },
  model_retired: { status: 410, retryable: false, title: "This model is retired" },
  internal: { status: 500, retryable: false, title: "Something failed on our side" },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof ERRORS;
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** RFC 9457 problem, the body of every refusal outside the OpenAI surface. */
export const Problem = z.object({
  type: z.string(),
  code: ErrorCode,
  title: z.string(),
  status: z.int(),
  /** What happened, where, and how to mend it; written for the person. */
  detail: z.string(),
  /** Machine-readable refinement of the code, for example `masked` or `duplicate_exact`. */
  reason: z.string().optional(),
  requestId: z.string(),
  invalid_params: z.array(z.object({ name: z.string(), reason: z.string() })).optional(),
  retryAfterS: z.number().optional(),
});
export type Problem = z.infer<typeof Problem>;
