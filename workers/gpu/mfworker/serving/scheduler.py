"""Who runs in the next step: first come first served among resident adapters, under fixed caps.

Never sees a tensor. Nobody who runs is skipped; a waiting request whose adapter is still being
loaded lets the others pass.
"""

from collections.abc import Callable

from mfworker.serving.sequence import Sequence, State
from mfworker.wire.errors import WorkerError

MAX_RUNNING = 8
MAX_WAITING = 64
MAX_WAITING_PER_ADAPTER = 16


class Scheduler:
    """Waiting and running sequences; `add` refuses with `rate_limited` when a cap is reached."""

    def __init__(self, max_running: int = MAX_RUNNING) -> None:
        self.max_running = max_running
        self.waiting: list[Sequence] = []
        self.running: list[Sequence] = []

    def add(self, sequence: Sequence) -> None:
        same = sum(other.adapter == sequence.adapter for other in self.waiting)
        if len(self.waiting) >= MAX_WAITING or same >= MAX_WAITING_PER_ADAPTER:
            raise WorkerError("rate_limited", "Too many requests are waiting; try again in a few seconds.")
        self.waiting.append(sequence)

    def plan(self, is_resident: Callable[[str], bool]) -> list[Sequence]:
        """Admit what fits and return the running set, rows of one adapter next to each other."""
        for sequence in tuple(self.waiting):
            if len(self.running) >= self.max_running:
                break
            if sequence.adapter is None or is_resident(sequence.adapter):
                self.waiting.remove(sequence)
                sequence.state = State.RUNNING
                self.running.append(sequence)
        return sorted(self.running, key=lambda s: (s.adapter or "", s.number))

    def remove(self, sequence: Sequence) -> None:
        sequence.state = State.FINISHED
        for group in (self.waiting, self.running):
            if sequence in group:
                group.remove(sequence)

    def find(self, number: int) -> Sequence | None:
        return next((s for s in (*self.running, *self.waiting) if s.number == number), None)
