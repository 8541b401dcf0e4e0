"""Identity of an adapter: adapterHash = SHA-256 of its manifest's canonical JSON.

Base, alpha and lineage count; the manifest blob is therefore itself named by the adapter's hash.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from mfworker.modeling.shapes import ALL_LINEAR
from mfworker.wire.canonical_json import canonical_json
from mfworker.wire.errors import WorkerError

MAX_RANK = 64


@dataclass(frozen=True)
class AdapterManifest:
    """`weights` is the SHA-256 of adapter_model.safetensors; `datanets` are snapshot roots.

    With `magnitude` (DoRA, Liu et al. 2024) the file also holds a length for every output of a layer.
    """

    base: str
    rank: int
    alpha: int
    targets: tuple[str, ...]
    weights: str
    datanets: tuple[str, ...]
    scaling: str = "alpha/r"
    magnitude: bool = False

    @property
    def scale(self) -> float:
        return self.alpha / self.rank if self.scaling == "alpha/r" else self.alpha / self.rank**0.5

    def to_json(self) -> dict[str, Any]:
        return {
            "v": 1,
            "kind": "dora" if self.magnitude else "lora",
            "base": self.base,
            "rank": self.rank,
            "alpha": self.alpha,
            "scaling": self.scaling,
            "targets": sorted(self.targets),
            "weights": self.weights,
            "datanets": sorted(self.datanets),
        }

    def to_bytes(self) -> bytes:
        return canonical_json(self.to_json())

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @classmethod
    def parse(cls, raw: bytes) -> "AdapterManifest":
        """Read a manifest blob. Raises WorkerError `adapter_refused`/config when a field is off."""
        try:
            value = json.loads(raw)
            manifest = cls(
                base=value["base"],
                rank=value["rank"],
                alpha=value["alpha"],
                targets=tuple(value["targets"]),
                weights=value["weights"],
                datanets=tuple(value["datanets"]),
                scaling=value["scaling"],
                magnitude=value["kind"] == "dora",
            )
            ok = (
                raw == manifest.to_bytes()
                and type(manifest.rank) is int
                and 1 <= manifest.rank <= MAX_RANK
                and type(manifest.alpha) is int
                and manifest.scaling in ("alpha/r", "alpha/sqrt(r)")
                and set(manifest.targets) <= set(ALL_LINEAR)
            )
        except (KeyError, TypeError, ValueError) as error:
            raise WorkerError("adapter_refused", f"The manifest is malformed: {error}", "config") from error
        if not ok:
            raise WorkerError(
                "adapter_refused", "The manifest has values outside the allowed ones.", "config"
            )
        return manifest
