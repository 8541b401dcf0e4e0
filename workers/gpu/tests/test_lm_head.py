"""Regression: a frozen head on CPU must not see a non-contiguous 3-D slice (it costs 15-85 times)."""

import time

import torch

from mfworker.modeling.lm_head import FlatHead, logits_2d


def _first_token_ms(head: torch.nn.Module, hidden: torch.Tensor) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        head(hidden[:, -1:, :])
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def test_flat_head_gives_the_same_logits():
    head = torch.nn.Linear(32, 50, bias=False)
    hidden = torch.randn(3, 5, 32)
    assert torch.allclose(FlatHead(head)(hidden), head(hidden), atol=1e-6)
    assert logits_2d(hidden[:, -1], head).shape == (3, 50)


def test_frozen_first_token_costs_at_most_twice_the_unfrozen_one():
    torch.manual_seed(0)
    hidden = torch.randn(8, 64, 256, dtype=torch.bfloat16)
    free = torch.nn.Linear(256, 8192, bias=False, dtype=torch.bfloat16)
    frozen = torch.nn.Linear(256, 8192, bias=False, dtype=torch.bfloat16).requires_grad_(False)
    with torch.no_grad():
        unfrozen_ms = min(_first_token_ms(FlatHead(free), hidden) for _ in range(3))
        frozen_ms = min(_first_token_ms(FlatHead(frozen), hidden) for _ in range(3))
    assert frozen_ms <= 2 * unfrozen_ms + 0.5
