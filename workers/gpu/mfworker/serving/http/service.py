"""What the routes share: the engine, the adapters, the renderer, who is asking for which model."""

import asyncio
import hashlib
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from mfworker.modeling.rendering import ChatRenderer
from mfworker.serving.attribution_process import AttributionProcess
from mfworker.serving.engine import Engine
from mfworker.serving.http.chat_request import ChatRequest
from mfworker.serving.lora.store import Adapter, AdapterStore
from mfworker.serving.sequence import Output, Sequence
from mfworker.wire.errors import WorkerError


@dataclass
class Service:
    """One engine process; `state` is starting, ready, draining or failed."""

    base_id: str
    base_hash: str
    renderer: ChatRenderer
    engine: Engine
    store: AdapterStore
    attribution: AttributionProcess
    token: str
    context_length: int
    fingerprint: str
    default_temperature: float
    state: str = "starting"
    detail: str = ""
    started: float = field(default=0.0)

    def adapter_of(self, model: str) -> Adapter | None:
        return None if model == self.base_id else self.store.resolve(model)

    def provenance(
        self, model: str, adapter: Adapter | None, prompt: list[int], answer: list[int] | None
    ) -> Any:
        return {
            "model": model,
            "base_hash": self.base_hash,
            "adapter_hash": adapter.hash if adapter else None,
            "datanets": list(adapter.manifest.datanets) if adapter and adapter.manifest else [],
            "prompt_hash": hash_ids(prompt),
            "answer_hash": None if answer is None else hash_ids(answer),
            "engine": self.fingerprint,
        }

    def start(
        self, request: ChatRequest
    ) -> tuple[Sequence, Adapter | None, list[int], AsyncIterator[Output | None]]:
        """Render and queue a request; the iterator yields outputs, and None when a keep-alive is due."""
        if self.state != "ready":
            raise WorkerError("engine_unavailable", f"The engine is {self.state}.")
        adapter = self.adapter_of(request.model)
        prompt = self.renderer.prompt_ids(request.messages)
        sampling = request.sampling(self.context_length - len(prompt))
        loop = asyncio.get_running_loop()
        outputs: asyncio.Queue[Output] = asyncio.Queue()

        def emit(output: Output) -> None:
            loop.call_soon_threadsafe(outputs.put_nowait, output)

        sequence = Sequence(
            prompt, adapter.hash if adapter else None, sampling, emit, deadline_s=request.deadline_s
        )
        self.engine.submit(sequence)
        return sequence, adapter, prompt, self._outputs(sequence, outputs)

    async def _outputs(
        self, sequence: Sequence, outputs: asyncio.Queue[Output], keep_alive_s: float = 10.0
    ) -> AsyncIterator[Output | None]:
        ended = False
        try:
            while not ended:
                try:
                    output = await asyncio.wait_for(outputs.get(), keep_alive_s)
                except TimeoutError:
                    yield None
                    continue
                ended = output.finish is not None
                yield output
        finally:
            if not ended:
                self.engine.cancel(sequence.number)


def hash_ids(ids: list[int]) -> str:
    """SHA-256 over token ids as u32 little-endian."""
    return hashlib.sha256(struct.pack(f"<{len(ids)}I", *ids)).hexdigest()
