"""What a job's code gets: its spec, its inputs as files, a folder of its own, and a way to speak."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class JobContext:
    """`emit` sends an event to the runtime; `command` returns the platform's newest wish."""

    spec: dict[str, Any]
    inputs: dict[str, Path]
    folder: Path
    emit: Callable[[dict[str, Any]], None]
    command: Callable[[], str]


@dataclass
class JobResult:
    """How a job ended: outcome, the wire result, and artefacts as files in the job's folder."""

    outcome: str
    result: dict[str, Any]
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    reason: dict[str, Any] | None = None

    def add(
        self,
        role: str,
        path: Path,
        step: int | None = None,
        rate: float | None = None,
        name: str | None = None,
    ) -> None:
        """Name a file that the runtime uploads under `role` before it finishes the job."""
        self.artifacts.append(
            {"role": role, "path": str(path), "step": step, "learningRate": rate, "name": name}
        )
