"""The OpenAI-compatible routes: chat completions, streamed or whole, and the list of models."""

import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from mfworker.serving.http.chat_request import ChatRequest, parse_chat_request
from mfworker.serving.http.errors import openai_body, openai_response
from mfworker.serving.http.service import Service
from mfworker.serving.http.sse import DONE, KEEP_ALIVE, event
from mfworker.serving.lora.store import Adapter
from mfworker.serving.sequence import Output
from mfworker.wire.errors import WorkerError


def openai_routes(service: Service) -> APIRouter:
    """Routes under /v1; every caller holds the engine's bearer token (checked by the app)."""
    router = APIRouter(prefix="/v1")

    @router.get("/models")
    async def models() -> dict[str, Any]:
        names = [
            service.base_id,
            *(a.name for a in service.store.all() if a.state not in ("failed", "retired")),
        ]
        return {
            "object": "list",
            "data": [{"id": n, "object": "model", "owned_by": "modelfactory"} for n in names],
        }

    @router.post("/chat/completions")
    async def chat(request: Request) -> Response:
        try:
            body = parse_chat_request(await _json(request), service.default_temperature)
            _, adapter, prompt, outputs = service.start(body)
        except WorkerError as error:
            return openai_response(error)
        stream = _Answer(service, body, adapter, prompt)
        if body.stream:
            headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
            return StreamingResponse(stream.events(outputs), media_type="text/event-stream", headers=headers)
        return await stream.whole(outputs)

    return router


class _Answer:
    """Shapes one answer's outputs as OpenAI objects."""

    def __init__(
        self, service: Service, body: ChatRequest, adapter: Adapter | None, prompt: list[int]
    ) -> None:
        self.service, self.body, self.adapter, self.prompt = service, body, adapter, prompt
        self.id = f"chatcmpl-{uuid.uuid4().hex}"
        self.created = int(time.time())
        self.answer: list[int] = []

    def _provenance(self, *, ended: bool) -> Any:
        answer = self.answer if ended else None
        return self.service.provenance(self.body.model, self.adapter, self.prompt, answer)

    def _usage(self) -> dict[str, int]:
        given, made = len(self.prompt), len(self.answer)
        return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.body.model,
            "system_fingerprint": self.service.fingerprint,
        }

    def _chunk(self, delta: dict[str, str], finish: str | None, ids: list[int]) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": finish}
        if self.body.return_token_ids:
            choice["token_ids"] = ids
        return self._head("chat.completion.chunk") | {"choices": [choice]}

    async def events(self, outputs: AsyncIterator[Output | None]) -> AsyncIterator[str]:
        first = self._chunk({"role": "assistant", "content": ""}, None, [])
        if self.body.return_token_ids:
            first["prompt_token_ids"] = self.prompt
        yield event(first | {"provenance": self._provenance(ended=False)})
        async for output in outputs:
            if output is None:
                yield KEEP_ALIVE
                continue
            if output.error:
                yield event(openai_body(WorkerError(*output.error)))
                return
            self.answer += output.token_ids
            if output.text or output.token_ids:
                yield event(self._chunk({"content": output.text}, None, output.token_ids))
            if output.finish == "cancelled":
                yield event(openai_body(WorkerError("engine_unavailable", "The answer was cut off.")))
                return
            if output.finish:
                last = self._chunk({}, output.finish, [])
                yield event(last | {"provenance": self._provenance(ended=True)})
        if self.body.include_usage:
            yield event(self._head("chat.completion.chunk") | {"choices": [], "usage": self._usage()})
        yield DONE

    async def whole(self, outputs: AsyncIterator[Output | None]) -> JSONResponse:
        text, finish = "", "stop"
        async for output in outputs:
            if output is None:
                continue
            if output.error:
                return openai_response(WorkerError(*output.error))
            if output.finish == "cancelled":
                return openai_response(WorkerError("engine_unavailable", "The answer was cut off."))
            self.answer += output.token_ids
            text += output.text
            finish = output.finish or finish
        choice: dict[str, Any] = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": finish,
        }
        body = self._head("chat.completion") | {"choices": [choice], "usage": self._usage()}
        if self.body.return_token_ids:
            choice["token_ids"] = self.answer
            body["prompt_token_ids"] = self.prompt
        return JSONResponse(body | {"provenance": self._provenance(ended=True)})


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError as error:
        raise WorkerError("invalid_request", f"The body is no JSON: {error}", "body") from error
