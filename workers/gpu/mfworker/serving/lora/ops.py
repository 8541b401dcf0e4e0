"""Adds each row's own LoRA update: rows are sorted by adapter, one segment per adapter."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Update:
    """`a` [r, in] and `b` [out, r] with the scaling folded in; DoRA also multiplies the base's outputs by `gain` [out].

    `shift` gives back what the gain took from the base's bias, which DoRA leaves alone.
    """

    a: torch.Tensor
    b: torch.Tensor
    gain: torch.Tensor | None = None
    shift: torch.Tensor | None = None

    @property
    def tensors(self) -> list[torch.Tensor]:
        return [tensor for tensor in (self.a, self.b, self.gain, self.shift) if tensor is not None]


Weights = dict[str, Update]


@dataclass(frozen=True)
class Segment:
    """Rows `start:end` of the packed step belong to one adapter; None is the bare base."""

    start: int
    end: int
    weights: Weights | None


def apply(site: str, x: torch.Tensor, y: torch.Tensor, segments: list[Segment]) -> torch.Tensor:
    """y[rows] = y[rows] * gain + shift + (x[rows] A') B' in place: `x [T, in], y [T, out]`."""
    for segment in segments:
        update = segment.weights.get(site) if segment.weights else None
        if update is not None:
            rows = slice(segment.start, segment.end)
            if update.gain is not None:
                y[rows] *= update.gain
            if update.shift is not None:
                y[rows] += update.shift
            y[rows] += torch.mm(torch.mm(x[rows], update.a.t()), update.b.t())
    return y
