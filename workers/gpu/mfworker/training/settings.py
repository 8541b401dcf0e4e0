"""The plan's settings as plain values, and how a run's steps spread over evaluations and checkpoints."""

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Settings:
    """Names of the wire's TrainingSettings in snake case; defaults are those measured for mf-tiny."""

    method: str = "lora"
    rank: int = 16
    alpha: int = 32
    rslora: bool = False
    dora: bool = False
    dropout: float = 0.0
    neftune: float = 0.0
    packing: bool = False
    learning_rate: float = 2e-3
    schedule: str = "linear"
    warmup_ratio: float = 0.05
    batch_size: int = 8
    epochs: int = 12
    max_length: int = 256
    weight_decay: float = 0.001
    clip: float = 1.0
    early_stop: bool = False
    keep_best: bool = False
    evaluations: int = 10
    checkpoints: int = 5
    attribution_checkpoints: int = 1
    seed: int = 42

    @classmethod
    def from_wire(cls, value: dict[str, Any]) -> "Settings":
        """Read the camelCase object of a plan."""
        names = {field.name: _camel(field.name) for field in fields(cls)}
        return cls(**{name: value[camel] for name, camel in names.items() if camel in value})

    @property
    def quantised(self) -> bool:
        return self.method == "qlora"

    def warmup_steps(self, steps: int) -> int:
        return (
            min(max(5, round(self.warmup_ratio * steps)), max(0, steps - 1)) if self.warmup_ratio > 0 else 0
        )


def spread(count: int, steps: int) -> list[int]:
    """Return `count` steps at even distances, the last one included: spread(3, 10) = [3, 7, 10]."""
    return sorted({max(1, round(steps * i / count)) for i in range(1, count + 1)})


def marks(steps: int) -> list[int]:
    """Steps whose weights attribution may want: a third, two thirds and the end."""
    return spread(3, steps)


def save_steps(settings: Settings, steps: int) -> set[int]:
    """Steps after which a checkpoint is written."""
    return set(spread(settings.checkpoints, steps)) | set(marks(steps))


def nearest(saved: list[int], count: int, published: int) -> list[int]:
    """Choose from the saved steps those nearest to i/count of the published step, that one last."""
    earlier = [step for step in saved if step < published]
    chosen = {
        min(earlier, key=lambda step: abs(step - published * i / count)) for i in range(1, count) if earlier
    }
    return [*sorted(chosen), published]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
