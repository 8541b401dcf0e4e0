"""How many rows of a batch go through the model at once; fewer when memory runs out, with the same result.

Gradients of the parts add up to the batch's gradient, since every part's loss is divided by the tokens
of the whole batch. Order: halve the part, at most three times, then compute activations twice.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import torch

from mfworker.wire.errors import WorkerError

HALVINGS = 3
T = TypeVar("T")


class MicroBatch:
    """`rows` go through the model at once. `say` hears a sentence for the person at every change."""

    def __init__(self, rows: int, recompute: Callable[[], None], say: Callable[[str], None]) -> None:
        self.batch, self.rows = rows, rows
        self.halvings, self.recomputing = 0, False
        self._recompute, self._say = recompute, say

    def run(self, compute: Callable[[int], T], reset: Callable[[], None]) -> T:
        """Return `compute(rows)`, after `reset()` with fewer rows as often as memory runs out.

        Raises WorkerError `gpu_out_of_memory` when nothing is left to save.
        """
        while True:
            try:
                return compute(self.rows)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Outside of the handler: there the traceback would still hold the failed step's tensors.
            reset()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            self._shrink()

    def state(self) -> dict[str, Any]:
        return {"rows": self.rows, "halvings": self.halvings, "recomputing": self.recomputing}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on as an earlier attempt ended, so that no step is lost to finding out again."""
        self.rows, self.halvings = state["rows"], state["halvings"]
        if state["recomputing"]:
            self.recomputing = True
            self._recompute()

    def _shrink(self) -> None:
        if self.rows > 1 and self.halvings < HALVINGS:
            self.rows = (self.rows + 1) // 2
            self.halvings += 1
            self._say(
                f"Memory ran out. A batch of {self.batch} rows now goes through the model {self.rows} at a time; "
                "the result stays the same."
            )
        elif not self.recomputing:
            self.recomputing = True
            self._recompute()
            self._say(
                "Memory ran out again. Activations are now computed twice instead of kept; it is slower."
            )
        else:
            raise WorkerError(
                "gpu_out_of_memory",
                f"{self.rows} of the longest rows exceed this machine's memory. Shorten the rows or choose a "
                "smaller base model.",
                "row",
            )


def is_out_of_memory(error: BaseException) -> bool:
    """CUDA and Python have a class for it, torch on CPU only a text."""
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "allocate memory" in str(error)
