import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import { type Actor, ANONYMOUS, requireAccount } from "@/lib/server/auth/actor";
import { getActor } from "@/lib/server/auth/get-actor";
import { logger } from "./logger";
import { openAiErrorResponse, problemResponse, toAppError } from "./problem";
import { readJsonBody } from "./read-json-body";

/** `public` never reads the cookie, `optional` does, `account` wants somebody signed in. */
export type Auth = "public" | "optional" | "account";

type Context = { params: Promise<Record<string, string>> };

type Declaration<P, Q, B, O> = {
  auth: Auth;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** Largest JSON body in bytes. */
  maxBytes?: number;
  /** Shape of the answer, checked before it leaves. Absent when the handler returns a Response. */
  out?: z.ZodType<O>;
  status?: number;
  surface?: "problem" | "openai";
  handler: (call: {
    actor: Actor;
    params: P;
    query: Q;
    body: B;
    request: Request;
    requestId: string;
  }) => Promise<O | Response>;
};

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** A foreign host name points at us only in a rebinding attack. @throws AppError wrong_host */
function checkHost(request: Request): void {
  const host = request.headers.get("host");
  const known = serverEnv().origins.map((origin) => new URL(origin).host);
  if (!host || !known.includes(host)) {
    throw new AppError(
      "wrong_host",
      `This server answers under ${known.join(", ")}; add the name to APP_ORIGINS to serve it.`,
    );
  }
}

/** A cookie proves the browser, not the page: unsafe methods must come from our own origin. @throws AppError bad_origin */
function checkOrigin(request: Request): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  if (site === "same-origin" || site === "none") return;
  const origin = request.headers.get("origin");
  if (!site && origin && serverEnv().origins.includes(origin)) return;
  throw new AppError(
    "bad_origin",
    "The request came from another site. Open this page under its own address and try again.",
  );
}

/**
 * Every route passes here: request id, host, actor, origin, parsing, the handler, and the parsing of its
 * answer too. Only this function builds error responses and chooses log levels.
 */
export function withApi<P = unknown, Q = unknown, B = unknown, O = unknown>(
  declaration: Declaration<P, Q, B, O>,
) {
  return async (request: Request, context: Context): Promise<Response> => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const path = new URL(request.url).pathname;
    let status = 500;
    try {
      checkHost(request);
      let actor = ANONYMOUS;
      if (declaration.auth !== "public") {
        actor = await getActor(request);
        checkOrigin(request);
        if (declaration.auth === "account") requireAccount(actor);
      }
      const params = declaration.params
        ? declaration.params.parse((await context.params) ?? {})
        : (undefined as P);
      const query = declaration.query
        ? declaration.query.parse(Object.fromEntries(new URL(request.url).searchParams))
        : (undefined as Q);
      const body = declaration.body
        ? declaration.body.parse(await readJsonBody(request, declaration.maxBytes ?? 65_536))
        : (undefined as B);
      const result = await declaration.handler({ actor, params, query, body, request, requestId });
      if (result instanceof Response) {
        status = result.status;
        result.headers.set("x-request-id", requestId);
        return result;
      }
      const answer = declaration.out
        ? declaration.out.safeParse(result)
        : { success: true as const, data: result };
      if (!answer.success)
        throw new Error(`The answer of ${path} has a wrong shape: ${answer.error.message}`);
      status = declaration.status ?? 200;
      return Response.json(answer.data, {
        status,
        headers: { "x-request-id": requestId, "cache-control": "no-store" },
      });
    } catch (thrown) {
      const error = toAppError(thrown);
      status = error.status;
      if (error.status >= 500)
        logger.error({ requestId, path, err: error.cause ?? error, ...error.log }, error.detail);
      else logger.info({ requestId, path, code: error.code, ...error.log }, error.detail);
      return declaration.surface === "openai"
        ? openAiErrorResponse(error, requestId)
        : problemResponse(error, requestId);
    } finally {
      logger.debug({
        requestId,
        path,
        method: request.method,
        status,
        ms: Math.round(performance.now() - startedAt),
      });
    }
  };
}
