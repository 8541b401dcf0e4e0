"""Losses over answer tokens only; the head multiplies just the rows that bear a label."""

import torch
import torch.nn.functional as F

from mfworker.modeling.lm_head import logits_2d


def row_losses(model: torch.nn.Module, ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean negative log-likelihood of each row, nats per answer token: `[B, T], [B, T] -> [B]`."""
    losses, row = token_losses(model, ids, labels)
    count = torch.zeros(len(ids), device=losses.device).index_add_(0, row, torch.ones_like(losses))
    return torch.zeros_like(count).index_add_(0, row, losses) / count.clamp(min=1)


def token_losses(
    model: torch.nn.Module,
    ids: torch.Tensor,
    labels: torch.Tensor,
    extra: dict[str, torch.Tensor] | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss of every labelled token and the row that each belongs to.

    `extra` goes to the decoder as it is: positions, a mask, or embeddings in the place of ids.
    """
    inputs = dict(extra or {})
    if "inputs_embeds" not in inputs:
        inputs["input_ids"] = ids
    hidden = body_of(model)(**inputs, use_cache=False).last_hidden_state[:, :-1]
    keep = labels[:, 1:] != -100
    logits = logits_2d(hidden[keep], head_of(model)).float()
    return F.cross_entropy(logits, labels[:, 1:][keep], reduction="none"), keep.nonzero()[:, 0]


def body_of(model: torch.nn.Module) -> torch.nn.Module:
    """The decoder below the head, also beneath a PEFT wrapper."""
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model  # type: ignore[operator]
    return inner.model  # type: ignore[return-value]


def head_of(model: torch.nn.Module) -> torch.nn.Module:
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model  # type: ignore[operator]
    return inner.lm_head  # type: ignore[return-value]
