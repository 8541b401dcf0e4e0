"""Own reader of the safetensors container, so that no foreign parser sees an untrusted file first.

Layout (huggingface/safetensors): u64 little-endian header length, JSON header, payload without gaps.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAX_HEADER_BYTES = 1 << 20
WIDTHS = {"F32": 4, "F16": 2, "BF16": 2}


class HeaderError(ValueError):
    """The file is no safetensors container that we accept; the message says where it breaks."""


@dataclass(frozen=True)
class TensorEntry:
    """One tensor: element type, shape, and absolute byte range in the file."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def read_header(path: Path, widths: dict[str, int] = WIDTHS) -> dict[str, TensorEntry]:
    """Return the tensors by name. Raises HeaderError unless offsets tile the payload exactly."""
    size = path.stat().st_size
    with path.open("rb") as file:
        prefix = file.read(8)
        if len(prefix) < 8:
            raise HeaderError("shorter than its own header")
        length = int.from_bytes(prefix, "little")
        if length > MAX_HEADER_BYTES or length + 8 > size:
            raise HeaderError(f"claims a header of {length} bytes")
        raw = file.read(length)
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise HeaderError(f"header is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise HeaderError("header is no JSON object")
    document.pop("__metadata__", None)
    entries = {name: _entry(name, value, 8 + length, widths) for name, value in document.items()}
    position = 8 + length
    for name, entry in sorted(entries.items(), key=lambda item: item[1].start):
        if entry.start != position:
            raise HeaderError(f"{name} leaves a gap or overlaps its neighbour")
        position = entry.end
    if position != size:
        raise HeaderError("payload and header disagree about the file's length")
    return entries


def read_tensor(path: Path, entry: TensorEntry) -> np.ndarray:
    """Return the values as float32; bf16 is widened bit by bit, since numpy has no such type."""
    with path.open("rb") as file:
        file.seek(entry.start)
        raw = file.read(entry.end - entry.start)
    if entry.dtype == "BF16":
        values = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
    else:
        values = np.frombuffer(raw, "<f4" if entry.dtype == "F32" else "<f2").astype(np.float32)
    return values.reshape(entry.shape)


def _entry(name: str, value: object, base: int, widths: dict[str, int]) -> TensorEntry:
    if not isinstance(value, dict) or set(value) != {"dtype", "shape", "data_offsets"}:
        raise HeaderError(f"{name} is described by unknown fields")
    dtype, shape, offsets = value["dtype"], value["shape"], value["data_offsets"]
    if dtype not in widths:
        raise HeaderError(f"{name} has element type {dtype}")
    whole = isinstance(shape, list) and all(type(n) is int and n >= 0 for n in shape)
    if not whole or not (isinstance(offsets, list) and [type(n) for n in offsets] == [int, int]):
        raise HeaderError(f"{name} has a malformed shape or range")
    count = 1
    for extent in shape:
        count *= extent
    start, end = offsets
    if start < 0 or end - start != count * widths[dtype]:
        raise HeaderError(f"{name} has {end - start} bytes for {count} values")
    return TensorEntry(dtype, tuple(shape), base + start, base + end)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise HeaderError("a name occurs twice")
    return dict(pairs)
