"""Next token from logits: argmax, or inverse CDF of one uniform number keyed by (seed, position)."""

import hashlib

import torch

from mfworker.serving.sequence import Sampling


def sample(logits: torch.Tensor, sampling: Sampling, position: int) -> int:
    """Choose a token from fp32 logits `[vocabulary]`; independent of who else is in the batch."""
    if sampling.temperature == 0:
        return int(logits.argmax())
    probabilities, order = torch.softmax(logits / sampling.temperature, -1).sort(descending=True, stable=True)
    cumulative = probabilities.cumsum(0)
    kept = int(torch.searchsorted(cumulative, sampling.top_p)) + 1 if sampling.top_p < 1 else len(cumulative)
    kept = min(kept, len(cumulative))
    target = uniform(sampling.seed, position) * float(cumulative[kept - 1])
    return int(order[min(int(torch.searchsorted(cumulative[:kept], target, right=True)), kept - 1)])


def uniform(seed: int, position: int) -> float:
    """A number in [0, 1) from SHA-256 of seed and position."""
    digest = hashlib.sha256(f"mf-sample/1/{seed}/{position}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / (1 << 56)
