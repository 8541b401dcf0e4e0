"""Failures as HTTP: OpenAI's error body on its routes, problem JSON on the control routes."""

from typing import Any

from fastapi.responses import JSONResponse

from mfworker.wire.errors import WorkerError

STATUS = {
    "invalid_request": 400,
    "context_length_exceeded": 400,
    "unauthenticated": 401,
    "model_not_found": 404,
    "not_found": 404,
    "conflict": 409,
    "index_unknown": 409,
    "model_retired": 410,
    "precondition_failed": 412,
    "payload_too_large": 413,
    "adapter_refused": 422,
    "rate_limited": 429,
    "numeric_failure": 500,
    "internal": 500,
    "adapter_unavailable": 503,
    "upstream_unavailable": 503,
    "engine_unavailable": 503,
    "attribution_busy": 503,
    "deadline_exceeded": 504,
}
RETRY_AFTER_S = {"rate_limited": 2, "attribution_busy": 2, "engine_unavailable": 2}


def openai_body(error: WorkerError) -> dict[str, Any]:
    """OpenAI's `{error: {message, type, param, code}}`; `reason` names the offending field where there is one."""
    kind = "server_error" if STATUS.get(error.code, 500) >= 500 else "invalid_request_error"
    return {"error": {"message": error.detail, "type": kind, "param": error.reason, "code": error.code}}


def openai_response(error: WorkerError) -> JSONResponse:
    return JSONResponse(openai_body(error), STATUS.get(error.code, 500), _headers(error))


def problem_response(error: WorkerError) -> JSONResponse:
    status = STATUS.get(error.code, 500)
    body = {"type": "about:blank", "title": error.code, "status": status, "code": error.code}
    body |= {"detail": error.detail} | ({"reason": error.reason} if error.reason else {})
    return JSONResponse(body, status, _headers(error), media_type="application/problem+json")


def _headers(error: WorkerError) -> dict[str, str]:
    seconds = RETRY_AFTER_S.get(error.code)
    return {"retry-after": str(seconds)} if seconds else {}
