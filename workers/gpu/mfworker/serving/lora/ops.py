"""Adds each row's own LoRA update: rows are sorted by adapter, one segment per adapter."""

from dataclasses import dataclass

import torch

Weights = dict[str, tuple[torch.Tensor, torch.Tensor]]


@dataclass(frozen=True)
class Segment:
    """Rows `start:end` of the packed step belong to one adapter; None is the bare base."""

    start: int
    end: int
    weights: Weights | None


def apply(site: str, x: torch.Tensor, y: torch.Tensor, segments: list[Segment]) -> torch.Tensor:
    """y[rows] += (x[rows] A') B' in place, with the scaling folded into B: `x [T, in], y [T, out]`."""
    for segment in segments:
        pair = segment.weights.get(site) if segment.weights else None
        if pair is not None:
            a, b = pair
            rows = slice(segment.start, segment.end)
            y[rows] += torch.mm(torch.mm(x[rows], a.t()), b.t())
    return y
