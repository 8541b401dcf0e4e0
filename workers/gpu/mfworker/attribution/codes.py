"""Integer codes of records and queries; from the query code on every step is bit-exact.

int4: two dimensions a byte, stored +8, low nibbles dims 0…k/2-1, high nibbles the rest. Rounding
is float32, half to even.
"""

from dataclasses import dataclass

import numpy as np

LEVELS = {"int4": 7, "int8": 127}
GAMMA = 0.5


@dataclass(frozen=True)
class RecordCodes:
    """`codes` int8 `[n, k]` (unpacked), `scales` uint16 `[n]`."""

    codes: np.ndarray
    scales: np.ndarray


def encode_records(records: np.ndarray, groups: np.ndarray, kind: str, gamma: float = GAMMA) -> RecordCodes:
    """Code T `[n, k]`; `groups[i]` is the Datanet of row i, whose 99th percentile caps the row's norm.

    The row scale keeps a share gamma of the norm away, so that outliers do not take everything.
    """
    level = LEVELS[kind]
    values = records.astype(np.float32)
    peak = np.abs(values).max(1)
    safe = np.where(peak > 0, peak, 1).astype(np.float32)
    codes = np.clip(np.rint(level * values / safe[:, None]), -level, level).astype(np.int8)
    norms = np.linalg.norm(values.astype(np.float64), axis=1)
    capped = norms.copy()
    for group in np.unique(groups):
        members = groups == group
        ordered = np.sort(norms[members])
        capped[members] = np.minimum(norms[members], ordered[int(np.ceil(0.99 * len(ordered))) - 1])
    median = np.median(capped)
    shrink = np.where(capped > 0, (median / np.where(capped > 0, capped, 1)) ** gamma, 0)
    # The clip acts on the whole row: its peak shrinks as its norm does.
    amplitude = peak * np.where(norms > 0, capped / np.where(norms > 0, norms, 1), 0) * shrink
    top = amplitude.max() if amplitude.max() > 0 else 1.0
    scales = np.rint((65535 * amplitude / top).astype(np.float32)).astype(np.uint16)
    return RecordCodes(codes, scales)


def encode_query(p: np.ndarray) -> np.ndarray:
    """int8 code of a projected query `[k]`."""
    values = p.astype(np.float32)
    peak = np.abs(values).max()
    if not peak > 0:
        return np.zeros(len(values), np.int8)
    return np.rint(127 * values / peak).astype(np.int8)


def pack(codes: np.ndarray, kind: str) -> np.ndarray:
    """`[n, k]` int8 to stored bytes `[n, stride]`; int4 wants an even k."""
    if kind == "int8":
        return codes.view(np.uint8)
    half = codes.shape[1] // 2
    shifted = (codes + 8).astype(np.uint8)
    return shifted[:, :half] | (shifted[:, half:] << 4)


def unpack(stored: np.ndarray, kind: str) -> np.ndarray:
    """Inverse of `pack`."""
    if kind == "int8":
        return stored.view(np.int8)
    low, high = (stored & 15).astype(np.int8) - 8, (stored >> 4).astype(np.int8) - 8
    return np.concatenate([low, high], axis=1)
