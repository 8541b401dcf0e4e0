"""Which adapters are known, where their bytes are, and who uses them.

States: registered -> fetching -> disk -> loading -> resident -> draining -> retired, or failed with
a reason. Loading runs on a loader thread; references are counted by the engine thread.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from safetensors.torch import load_file

from mfworker.modeling.adapters.gate import MAGNITUDE, PREFIX, check_weights
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.shapes import BaseShape
from mfworker.serving.lora.ops import Update, Weights
from mfworker.storage.blob_cache import BlobCache
from mfworker.wire.errors import WorkerError

BUDGET_BYTES = 512 << 20


@dataclass(eq=False)
class Adapter:
    """One adapter; `weights` is present exactly in the states resident and draining."""

    hash: str
    name: str
    state: str = "registered"
    reason: str | None = None
    manifest: AdapterManifest | None = None
    weights: Weights | None = None
    bytes: int = 0
    refs: int = 0
    used: float = 0.0

    def status(self) -> dict[str, str | None]:
        return {"hash": self.hash, "name": self.name, "state": self.state, "reason": self.reason}


class AdapterStore:
    """Thread-safe. `wake` is called when a load ends, so that the engine looks again; `linear` names a base's layer."""

    def __init__(
        self,
        blobs: BlobCache,
        base_hash: str,
        shape: BaseShape,
        norms: dict[str, float],
        dtype: torch.dtype,
        device: torch.device,
        wake: Callable[[], None],
        linear: Callable[[str], torch.nn.Module],
    ) -> None:
        self.blobs, self.base_hash, self.shape, self.norms = blobs, base_hash, shape, norms
        self.dtype, self.device, self.wake, self.linear = dtype, device, wake, linear
        self._adapters: dict[str, Adapter] = {}
        self._names: dict[str, str] = {}
        self._lock = threading.RLock()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="adapter-loader")

    def put(self, adapter_hash: str, name: str) -> Adapter:
        """Register and start loading; idempotent. A name never gets other weights (`conflict`)."""
        with self._lock:
            if self._names.get(name, adapter_hash) != adapter_hash:
                raise WorkerError("conflict", f"{name} already names another adapter.", "name_taken")
            adapter = self._adapters.get(adapter_hash)
            if adapter is None or adapter.state in ("failed", "retired"):
                adapter = self._adapters[adapter_hash] = Adapter(adapter_hash, name)
            self._names[name] = adapter_hash
            if adapter.state == "draining":
                adapter.state = "resident"
            self._ensure(adapter)
            return adapter

    def resolve(self, name: str) -> Adapter:
        """Adapter of a served name; raises `model_not_found`, `model_retired` or its failure."""
        with self._lock:
            adapter = self._adapters.get(self._names.get(name, ""))
            if adapter is None:
                raise WorkerError("model_not_found", f"No model {name} is loaded here.")
            if adapter.state in ("draining", "retired"):
                raise WorkerError("model_retired", f"{name} is retired.")
            if adapter.state == "failed":
                raise WorkerError("adapter_refused", adapter.reason or "The adapter failed.", "failed")
            self._ensure(adapter)
            return adapter

    def get(self, adapter_hash: str) -> Adapter:
        with self._lock:
            if adapter_hash not in self._adapters:
                raise WorkerError("not_found", "No such adapter is loaded here.")
            return self._adapters[adapter_hash]

    def all(self) -> list[Adapter]:
        with self._lock:
            return list(self._adapters.values())

    def is_resident(self, adapter_hash: str) -> bool:
        return self._adapters[adapter_hash].weights is not None

    def acquire(self, adapter_hash: str) -> None:
        with self._lock:
            adapter = self._adapters[adapter_hash]
            adapter.refs += 1
            adapter.used = time.monotonic()

    def release(self, adapter_hash: str) -> None:
        with self._lock:
            adapter = self._adapters[adapter_hash]
            adapter.refs -= 1
            if adapter.state == "draining" and adapter.refs == 0:
                self._drop(adapter, "retired")

    def drain(self, adapter_hash: str) -> Adapter:
        """Take no new requests; the weights leave with the last running one."""
        with self._lock:
            adapter = self.get(adapter_hash)
            adapter.state = "draining"
            if adapter.refs == 0:
                self._drop(adapter, "retired")
            return adapter

    def _ensure(self, adapter: Adapter) -> None:
        if adapter.state in ("registered", "disk") and adapter.weights is None:
            adapter.state = "fetching"
            self._pool.submit(self._load, adapter)

    def _load(self, adapter: Adapter) -> None:
        try:
            manifest = AdapterManifest.parse(self.blobs.get(adapter.hash).read_bytes())
            path = self.blobs.get(manifest.weights)
            adapter.state = "loading"
            check_weights(manifest, path, self.base_hash, self.shape, self.norms)
            tensors = load_file(str(path))
            names = self.shape.linears(manifest.targets)
            weights: Weights = {name: self._update(name, manifest, tensors) for name in names}
            size = sum(x.numel() * x.element_size() for update in weights.values() for x in update.tensors)
            with self._lock:
                self._make_room(size)
                adapter.manifest, adapter.weights, adapter.bytes = manifest, weights, size
                adapter.state, adapter.used = "resident", time.monotonic()
        except WorkerError as error:
            adapter.reason, adapter.state = f"{error.reason or error.code}: {error.detail}", "failed"
        except Exception as error:  # a loader thread must not die silently
            adapter.reason, adapter.state = f"internal: {error!r}", "failed"
        self.wake()

    def _update(self, name: str, manifest: AdapterManifest, tensors: dict[str, torch.Tensor]) -> Update:
        a = tensors[f"{PREFIX}{name}.lora_A.weight"].to(self.device, torch.float32)
        b = tensors[f"{PREFIX}{name}.lora_B.weight"].to(self.device, torch.float32) * manifest.scale
        if not manifest.magnitude:
            return Update(a.to(self.dtype), b.to(self.dtype))
        base = self.linear(name)
        assert isinstance(base, torch.nn.Linear)
        norm = torch.linalg.norm(base.weight.float() + b @ a, dim=1)
        gain = tensors[f"{PREFIX}{name}.{MAGNITUDE}"].to(self.device, torch.float32) / norm
        shift = None if base.bias is None else (base.bias.float() * (1 - gain)).to(self.dtype)
        return Update(a.to(self.dtype), (gain[:, None] * b).to(self.dtype), gain, shift)

    def _make_room(self, size: int) -> None:
        idle = sorted((a for a in self._adapters.values() if a.weights and not a.refs), key=lambda a: a.used)
        held = sum(a.bytes for a in self._adapters.values() if a.weights)
        for adapter in idle:
            if held + size <= BUDGET_BYTES:
                return
            held -= adapter.bytes
            self._drop(adapter, "disk")

    def _drop(self, adapter: Adapter, state: str) -> None:
        adapter.weights, adapter.bytes, adapter.state = None, 0, state
