"""The control routes under /engine: adapters, health, stats, tokenize, attribution."""

import asyncio
import time
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from mfworker.serving.http.chat_request import parse_messages
from mfworker.serving.http.errors import problem_response
from mfworker.serving.http.service import Service
from mfworker.wire.errors import WorkerError
from mfworker.wire.generated.engine import AttributeRequest, LoadAdapterRequest, WarmRequest

MAX_ATTRIBUTED_TOKENS = 1024


def control_routes(service: Service) -> APIRouter:
    """Shapes are those of lib/schemas/engine.ts; failures are problem JSON."""
    router = APIRouter(prefix="/engine")
    store, engine = service.store, service.engine

    @router.get("/health")
    async def health() -> dict[str, Any]:
        return {
            "state": service.state,
            "base": service.base_id,
            "baseHash": service.base_hash,
            "contextLength": service.context_length,
            "detail": service.detail,
        }

    @router.get("/stats")
    async def stats() -> dict[str, Any]:
        return {
            **engine.counters,
            "running": len(engine.scheduler.running),
            "waiting": len(engine.scheduler.waiting),
            "kvBytes": engine.kv_bytes,
            "adapterBytes": sum(a.bytes for a in store.all()),
            "adapters": len(store.all()),
            "uptimeS": round(time.monotonic() - service.started, 1),
            "attribution": service.attribution.state,
        }

    @router.get("/adapters")
    async def adapters() -> dict[str, Any]:
        return {"items": [adapter.status() for adapter in store.all()]}

    @router.get("/adapters/{adapter_hash}")
    async def adapter_status(adapter_hash: str) -> Response:
        return await _guarded(lambda: JSONResponse(store.get(adapter_hash).status()))

    @router.put("/adapters/{adapter_hash}")
    async def load(adapter_hash: str, request: Request) -> Response:
        body = await _parsed(request, LoadAdapterRequest)
        if isinstance(body, Response):
            return body
        return await _guarded(lambda: JSONResponse(store.put(adapter_hash, body.name).status(), 202))

    @router.delete("/adapters/{adapter_hash}")
    async def unload(adapter_hash: str, mode: str = "drain") -> Response:
        def drain() -> Response:
            adapter = store.drain(adapter_hash)
            if mode == "now":
                engine.cancel_adapter(adapter_hash)
            return JSONResponse(adapter.status(), 202)

        return await _guarded(drain)

    @router.post("/tokenize")
    async def tokenize(request: Request) -> Response:
        def answer(body: Any) -> Response:
            ids = service.renderer.prompt_ids(
                parse_messages(body.get("messages") if isinstance(body, dict) else None)
            )
            return JSONResponse(
                {"promptTokenIds": ids, "tokensIn": len(ids), "contextLength": service.context_length}
            )

        try:
            body = await request.json()
        except ValueError:
            body = None
        return await _guarded(lambda: answer(body))

    @router.post("/attribute/warm")
    async def warm(request: Request) -> Response:
        body = await _parsed(request, WarmRequest)
        if isinstance(body, Response):
            return body
        return JSONResponse(await service.attribution.warm(_text(body.adapterHash), _text(body.indexRoot)))

    @router.post("/attribute")
    async def attribute(request: Request) -> Response:
        body = await _parsed(request, AttributeRequest)
        if isinstance(body, Response):
            return body
        if len(body.answerTokenIds) > MAX_ATTRIBUTED_TOKENS:
            return problem_response(
                WorkerError(
                    "payload_too_large", f"At most {MAX_ATTRIBUTED_TOKENS} answer tokens are attributed."
                )
            )
        if not body.answerTokenIds or not body.promptTokenIds:
            return problem_response(WorkerError("invalid_request", "Prompt and answer must have tokens."))
        try:
            evidence = await service.attribution.attribute(
                body.model_dump(mode="json"), body.deadlineMs / 1000
            )
        except WorkerError as error:
            return problem_response(error)
        return JSONResponse(evidence)

    return router


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value.root)


async def _guarded(work: Any) -> Response:
    try:
        return await asyncio.to_thread(work)
    except WorkerError as error:
        return problem_response(error)


async def _parsed(request: Request, model: Any) -> Any:
    try:
        return model.model_validate(await request.json())
    except ValueError as error:
        return problem_response(WorkerError("invalid_request", f"The body does not fit: {error}"))
