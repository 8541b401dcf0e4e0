"""The attribution sibling's loop: JSON lines in, JSON lines out, one index open, gone after idling.

Started by the engine as `python -m mfworker.jobs.attribute`; one thread, low priority.
"""

import json
import os
import select
import sys
from pathlib import Path
from typing import Any

from mfworker.attribution.evidence import attribute
from mfworker.attribution.index.open import OpenIndex, open_index
from mfworker.attribution.subject import Subject
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base_files import base_hash, locate_base
from mfworker.storage.blob_cache import BlobCache
from mfworker.wire.errors import WorkerError

IDLE_S = float(os.environ.get("MF_ATTRIBUTION_IDLE_S", "600"))


class Attributor:
    """Holds the base, one adapter and one index; what is asked for replaces what is open."""

    def __init__(self, base: dict[str, Any], blobs: BlobCache) -> None:
        self.folder = locate_base(base)
        self.base_hash = base_hash(self.folder)
        self.blobs = blobs
        self.subject: Subject | None = None
        self.index: OpenIndex | None = None
        self.checkpoints: list[Path] = []
        self.open: tuple[str, str] | None = None

    def ensure(self, adapter_hash: str, index_root: str) -> tuple[Subject, OpenIndex]:
        """Open index and adapter; a first backward pass pays for lazy initialisation here."""
        if self.open != (adapter_hash, index_root) or not self.subject or not self.index:
            self.open = None
            manifest = AdapterManifest.parse(self.blobs.get(adapter_hash).read_bytes())
            if manifest.base != self.base_hash:
                raise WorkerError("conflict", "The adapter was made for another base.", "base_mismatch")
            index = open_index(self.blobs.folder(index_root), index_root)
            if index.manifest["adapter"] != adapter_hash:
                raise WorkerError("index_unknown", "The index belongs to another adapter.", "adapter")
            self.checkpoints = [self.blobs.get(c["weights"]) for c in index.manifest["checkpoints"]]
            self.subject = Subject(self.folder, manifest)
            self.index = index
            attribute(self.subject, index, self.checkpoints, [2, 5, 6], [7, 8])
            self.open = (adapter_hash, index_root)
        return self.subject, self.index

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        subject, index = self.ensure(message["adapterHash"], message["indexRoot"])
        if message["op"] == "warm":
            return {"state": "ready"}
        return attribute(
            subject,
            index,
            self.checkpoints,
            message["promptTokenIds"],
            message["answerTokenIds"],
            message["top"],
        )


def main() -> None:
    os.nice(5)
    # Libraries print on stdout at times; the answers' pipe is kept for answers.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    attributor: Attributor | None = None
    buffer = b""
    while True:
        ready, _, _ = select.select([0], [], [], IDLE_S)
        chunk = os.read(0, 1 << 20) if ready else b""
        if not chunk:
            return
        buffer += chunk
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            try:
                if attributor is None:
                    base = json.loads(os.environ["MF_ENGINE_BASE_REF"])
                    attributor = Attributor(base, BlobCache.from_environment())
                answer: dict[str, Any] = {"result": attributor.answer(json.loads(line))}
            except WorkerError as error:
                answer = {"error": error.to_json()}
            except Exception as error:  # the engine must hear of it; the sibling stays for the next question
                sys.stderr.write(f"attribution failed: {error!r}\n")
                answer = {
                    "error": {"code": "internal", "detail": f"Attribution failed: {error!r}", "reason": None}
                }
            out.write(json.dumps(answer, separators=(",", ":")) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
