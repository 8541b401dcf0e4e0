"""Finds the fast number of threads and number type on this machine by timing one real step each.

Small processors differ by 15 times and more: one thread and bf16 win on AVX512-BF16, two threads
and fp32 on AVX2. At most about three seconds in all.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

BUDGET_SECONDS = 3.0
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Choice:
    """The winner and every measured candidate in milliseconds, for the log."""

    threads: int
    dtype: torch.dtype
    milliseconds: dict[str, float]

    def __str__(self) -> str:
        figures = ", ".join(f"{name} {ms:.0f} ms" for name, ms in self.milliseconds.items())
        return f"{self.threads} thread(s), {self.dtype_name}" + (f" ({figures})" if figures else "")

    @property
    def dtype_name(self) -> str:
        return str(self.dtype).removeprefix("torch.")

    def to_json(self) -> dict[str, Any]:
        return {"threads": self.threads, "dtype": self.dtype_name}

    @classmethod
    def bound(cls, value: dict[str, Any]) -> "Choice":
        """Take over what an earlier attempt measured, and set its number of threads."""
        torch.set_num_threads(value["threads"])
        return cls(value["threads"], DTYPES[value["dtype"]], {})


def probe(
    step: Callable[[torch.dtype], object], dtypes: tuple[torch.dtype, ...], max_threads: int | None = None
) -> Choice:
    """Time `step(dtype)` for 1…cores threads x `dtypes`, set the best thread count and return the choice."""
    cores = (
        max_threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    )
    counts = sorted({1, *(2**i for i in range(8) if 2**i <= (cores or 1)), cores or 1})
    figures: dict[tuple[int, torch.dtype], float] = {}
    began = time.perf_counter()
    for dtype in dtypes:
        for threads in counts:
            if figures and time.perf_counter() - began > BUDGET_SECONDS:
                break
            torch.set_num_threads(threads)
            step(dtype)
            start = time.perf_counter()
            step(dtype)
            figures[threads, dtype] = (time.perf_counter() - start) * 1000
    threads, dtype = min(figures, key=lambda key: figures[key])
    torch.set_num_threads(threads)
    names = {f"{t}x{str(d).removeprefix('torch.')}": ms for (t, d), ms in figures.items()}
    return Choice(threads, dtype, names)
