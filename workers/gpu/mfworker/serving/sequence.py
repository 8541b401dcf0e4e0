"""One request as the engine sees it: token ids, adapter, sampling, state. Knows no tensor."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

_numbers = itertools.count(1)


class State(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True)
class Sampling:
    """temperature 0 is argmax; a seed makes the answer independent of batch mates."""

    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """What one step adds to an answer; `finish` is stop, length, cancelled or error on the last one."""

    text: str
    token_ids: list[int]
    finish: str | None = None
    error: tuple[str, str] | None = None


@dataclass(eq=False)
class Sequence:
    """`adapter` is an adapter hash or None for the base; `emit` is called on the engine thread."""

    prompt: list[int]
    adapter: str | None
    sampling: Sampling
    emit: Callable[[Output], None]
    queue_deadline_s: float = 30.0
    deadline_s: float = 300.0
    number: int = field(default_factory=lambda: next(_numbers))
    arrived: float = field(default_factory=time.monotonic)
    state: State = State.WAITING
    answer: list[int] = field(default_factory=list)

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.answer)

    def expired(self, now: float) -> bool:
        limit = self.queue_deadline_s if self.state is State.WAITING else self.deadline_s
        return now - self.arrived > limit
