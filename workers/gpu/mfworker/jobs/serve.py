"""Composes the serving process: one base on one device, the engine thread, both HTTP surfaces."""

import json
import logging
import os
import threading
import time
from typing import Any

import torch
import uvicorn

from mfworker import VERSION
from mfworker.modeling.adapters.gate import base_norms
from mfworker.modeling.base import default_device, load_base
from mfworker.modeling.base_files import base_hash, locate_base
from mfworker.modeling.probe import probe
from mfworker.modeling.rendering import ChatRenderer
from mfworker.modeling.shapes import BaseShape
from mfworker.serving.attribution_process import AttributionProcess
from mfworker.serving.engine import Engine
from mfworker.serving.http.app import create_app
from mfworker.serving.http.service import Service
from mfworker.serving.lora.store import AdapterStore
from mfworker.serving.model_runner import Item, ModelRunner
from mfworker.serving.sequence import Output, Sampling, Sequence
from mfworker.storage.blob_cache import BlobCache

SMALL_PARAMETERS = 100_000_000
MAX_CPU_CONTEXT, MAX_CUDA_CONTEXT = 2048, 8192
log = logging.getLogger("mfworker.engine")


def build_service(base: dict[str, Any], blobs: BlobCache, token: str) -> Service:
    """Load, probe and wire up everything; the service says ready once the engine made a token."""
    folder = locate_base(base)
    shape = BaseShape.of_folder(folder)
    device = default_device()
    model = load_base(folder).to(device)  # type: ignore[arg-type]
    runner = ModelRunner(model, shape)
    # A small base stays in fp32: it costs little there, and mixed batches equal merged models to 1e-4.
    small = model.num_parameters() < SMALL_PARAMETERS and device.type == "cpu"
    types = (
        (torch.float32,)
        if small
        else (torch.bfloat16,)
        if device.type == "cuda"
        else (torch.float32, torch.bfloat16)
    )

    def step(dtype: torch.dtype) -> None:
        if runner.dtype is not dtype:
            torch.nn.Module.to(model, dtype)
        caches = [runner.new_cache(33) for _ in range(4)]
        runner.step([Item([5] * 32, cache, None) for cache in caches])
        runner.step([Item([5], cache, None) for cache in caches])

    choice = probe(step, types)
    torch.nn.Module.to(model, choice.dtype)
    log.info("probed one real step: %s", choice)
    renderer = ChatRenderer(folder)
    identity = base_hash(folder)
    engine: Engine
    store = AdapterStore(
        blobs,
        identity,
        shape,
        base_norms(folder, shape),
        choice.dtype,
        device,
        lambda: engine.wake(),
        model.get_submodule,
    )
    engine = Engine(runner, store, renderer.decode, renderer.end_ids)
    generation = folder / "generation_config.json"
    sampled = generation.is_file() and json.loads(generation.read_text()).get("do_sample", False)
    dtype = str(choice.dtype).removeprefix("torch.")
    return Service(
        base_id=base["id"],
        base_hash=identity,
        renderer=renderer,
        engine=engine,
        store=store,
        attribution=AttributionProcess(),
        token=token,
        context_length=min(
            renderer.context_length, MAX_CUDA_CONTEXT if device.type == "cuda" else MAX_CPU_CONTEXT
        ),
        fingerprint=f"mf-{VERSION}-{identity[:8]}-{dtype}-{device.type}-torch{torch.__version__}",
        default_temperature=1.0 if sampled else 0.0,
        detail=f"{choice}",
        started=time.monotonic(),
    )


def make_ready(service: Service) -> None:
    """One token from the base proves the path; then requests are taken."""
    done = threading.Event()

    def emit(output: Output) -> None:
        service.state = "failed" if output.error else "ready"
        done.set()

    service.engine.start()
    service.engine.submit(Sequence([service.renderer.pad_id] * 2, None, Sampling(1), emit))
    done.wait(60)


def serve(base: dict[str, Any], host: str, port: int, token: str) -> None:
    """Run until SIGTERM; binds loopback only."""
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise SystemExit("The engine binds loopback addresses only; the app stands before it.")
    os.environ["MF_ENGINE_BASE_REF"] = json.dumps(base)
    service = build_service(base, BlobCache.from_environment(), token)
    make_ready(service)
    log.info("engine %s on http://%s:%d (%s)", service.state, host, port, service.fingerprint)
    uvicorn.run(
        create_app(service),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
    )
