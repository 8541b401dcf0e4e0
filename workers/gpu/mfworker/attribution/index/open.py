"""Opens an index folder after its hashes were checked; maps stay memory-mapped."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mfworker.attribution.codes import unpack
from mfworker.attribution.index.layout import FLAG_DECOY, FLAG_UNUSABLE, ROW, IndexRow, read_codes_file
from mfworker.modeling.safetensors_header import read_header
from mfworker.wire.errors import WorkerError

MAP_ROWS = 1 << 13


@dataclass(frozen=True)
class OpenIndex:
    """Codes unpacked to int8, rows, contributor ids, and one memory-mapped map per checkpoint."""

    root: str
    manifest: dict[str, Any]
    codes: np.ndarray
    scales: np.ndarray
    rows: list[IndexRow]
    contributors: dict[str, str]
    maps: list[tuple[np.ndarray, np.ndarray]]

    @property
    def trained(self) -> int:
        return int(self.manifest["N"])

    @property
    def usable_decoys(self) -> list[int]:
        return [i for i, r in enumerate(self.rows) if r.flags & FLAG_DECOY and not r.flags & FLAG_UNUSABLE]

    def project(self, gradients: list[np.ndarray]) -> np.ndarray:
        """p = sum_c W_c' q_c, `[k]` float64; blocks are summed in a fixed order."""
        total = np.zeros(int(self.manifest["k"]))
        for (scale, matrix), gradient in zip(self.maps, gradients, strict=True):
            partial = np.zeros_like(total)
            for start in range(0, len(matrix), MAP_ROWS):
                block = matrix[start : start + MAP_ROWS].astype(np.float32)
                partial += gradient[start : start + MAP_ROWS] @ block
            total += partial * scale
        return total


def open_index(folder: Path, root: str) -> OpenIndex:
    """Open `folder`; raises WorkerError `precondition_failed`/index_corrupt when bytes differ from the root."""
    body = (folder / "manifest.json").read_bytes()
    if hashlib.sha256(body).hexdigest() != root:
        raise WorkerError(
            "precondition_failed", "The index manifest does not hash to its root.", "index_corrupt"
        )
    manifest = json.loads(body)
    codes_raw = (folder / "codes.bin").read_bytes()
    stored, kind, _ = read_codes_file(codes_raw)
    rows_raw = (folder / "rows.bin").read_bytes()
    maps = [_open_map(folder / f"map-{number}.safetensors") for number in range(manifest["C"])]
    return OpenIndex(
        root=root,
        manifest=manifest,
        codes=unpack(stored, kind),
        scales=np.frombuffer((folder / "scales.bin").read_bytes(), "<u2"),
        rows=[IndexRow.unpack(rows_raw[i : i + ROW.size]) for i in range(0, len(rows_raw), ROW.size)],
        contributors=json.loads((folder / "contributors.json").read_bytes()),
        maps=maps,
    )


def _open_map(path: Path) -> tuple[np.ndarray, np.ndarray]:
    header = read_header(path, {"F32": 4, "I8": 1})
    scale, matrix = header["scale"], header["map"]
    scales = np.memmap(path, "<f4", "r", scale.start, scale.shape)
    return np.array(scales), np.memmap(path, np.int8, "r", matrix.start, matrix.shape)
