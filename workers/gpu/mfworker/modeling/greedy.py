"""Greedy answers to a batch of prompts, for samples and evaluation (the engine has its own loop)."""

from collections.abc import Sequence

import torch
from transformers import DynamicCache

from mfworker.modeling.lm_head import logits_2d
from mfworker.modeling.losses import body_of, head_of

BATCH = 16


@torch.no_grad()
def greedy_answers(
    model: torch.nn.Module,
    prompts: Sequence[list[int]],
    end_ids: frozenset[int],
    pad: int,
    max_new_tokens: int,
) -> list[list[int]]:
    """Return the argmax continuation of each prompt, without its end token. Prompts are padded on the left."""
    answers: list[list[int]] = []
    for start in range(0, len(prompts), BATCH):
        answers += _batch(model, prompts[start : start + BATCH], end_ids, pad, max_new_tokens)
    return answers


def _batch(
    model: torch.nn.Module, prompts: Sequence[list[int]], end_ids: frozenset[int], pad: int, limit: int
) -> list[list[int]]:
    body, head = body_of(model), head_of(model)
    device = next(model.parameters()).device
    width = max(map(len, prompts))
    ids = torch.full((len(prompts), width), pad, device=device)
    mask = torch.zeros((len(prompts), width), dtype=torch.long, device=device)
    for row, prompt in enumerate(prompts):
        ids[row, width - len(prompt) :] = torch.tensor(prompt)
        mask[row, width - len(prompt) :] = 1
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    cache = DynamicCache()
    answers: list[list[int]] = [[] for _ in prompts]
    open_rows = set(range(len(prompts)))
    for _ in range(limit):
        out = body(
            input_ids=ids, attention_mask=mask, position_ids=positions, past_key_values=cache, use_cache=True
        )
        chosen = logits_2d(out.last_hidden_state[:, -1], head).argmax(-1)
        for row in tuple(open_rows):
            token = int(chosen[row])
            if token in end_ids:
                open_rows.discard(row)
            else:
                answers[row].append(token)
        if not open_rows:
            break
        ids = chosen[:, None]
        mask = torch.cat([mask, torch.ones((len(prompts), 1), dtype=torch.long, device=device)], dim=1)
        positions = positions[:, -1:] + 1
    return answers
