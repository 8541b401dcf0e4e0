"""The engine's HTTP application: bearer token on every route, body limit, both surfaces."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.responses import Response

from mfworker.serving.http.control import control_routes
from mfworker.serving.http.errors import openai_response, problem_response
from mfworker.serving.http.openai import openai_routes
from mfworker.serving.http.service import Service
from mfworker.wire.errors import WorkerError

MAX_BODY_BYTES = 1 << 20


def create_app(service: Service) -> FastAPI:
    """Callers are processes of this instance that know MF_ENGINE_TOKEN; nobody else gets an answer."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await service.attribution.close()
        service.engine.stop()

    app = FastAPI(
        title="ModelFactory engine", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )

    @app.middleware("http")
    async def guard(request: Request, call_next) -> Response:
        respond = openai_response if request.url.path.startswith("/v1/") else problem_response
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {service.token}".encode()):
            return respond(WorkerError("unauthenticated", "The engine's bearer token is missing or wrong."))
        if int(request.headers.get("content-length") or 0) > MAX_BODY_BYTES:
            return respond(WorkerError("payload_too_large", "A request may have 1 MiB."))
        return await call_next(request)

    app.include_router(openai_routes(service))
    app.include_router(control_routes(service))
    return app
