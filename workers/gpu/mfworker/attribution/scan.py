"""Scores of all rows for one query code: scale_i * sum_j q_j c_ij, integers only."""

import numpy as np

ROWS = 1 << 14


def scan(codes: np.ndarray, scales: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Return int64 scores `[n]`. The inner sum stays within int32 (127 * 127 * k for k <= 133,000)."""
    wide = query.astype(np.int32)
    scores = np.empty(len(codes), np.int64)
    for start in range(0, len(codes), ROWS):
        inner = codes[start : start + ROWS].astype(np.int32) @ wide
        scores[start : start + ROWS] = inner.astype(np.int64) * scales[start : start + ROWS].astype(np.int64)
    return scores


def quantile95(values: np.ndarray) -> int:
    """Nearest-rank 95 % quantile of integers, `sorted[ceil(0.95 m) - 1]`."""
    ordered = np.sort(values)
    return int(ordered[-(-95 * len(ordered) // 100) - 1])
