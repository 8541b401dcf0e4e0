"""Runs one step: prompts and single next tokens packed as rows, each row with its own adapter.

Never sees policy. Norms, rotary tables and activation are transformers'; attention runs per
sequence over its own cache, so batch mates cannot touch each other.
"""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from transformers import PreTrainedModel

from mfworker.modeling.lm_head import logits_2d
from mfworker.modeling.shapes import BaseShape
from mfworker.serving.kv_cache.sequence_cache import SequenceCache
from mfworker.serving.lora.ops import Segment, Weights, apply


@dataclass(frozen=True)
class Item:
    """Tokens of one sequence in this step (whole prompt, or one token) and its cache and adapter."""

    token_ids: list[int]
    cache: SequenceCache
    weights: Weights | None


class ModelRunner:
    """Sole user of the model; call it from one thread."""

    def __init__(self, model: PreTrainedModel, shape: BaseShape) -> None:
        self.model, self.shape = model, shape
        self.body: Any = model.model
        self.device = next(model.parameters()).device

    @property
    def dtype(self) -> torch.dtype:
        return next(self.model.parameters()).dtype

    def new_cache(self, capacity: int) -> SequenceCache:
        return SequenceCache(self.shape, capacity, self.dtype, self.device)

    @torch.inference_mode()
    def step(self, items: list[Item]) -> torch.Tensor:
        """Return fp32 logits `[sequences, vocabulary]` after each sequence's last row; extends the caches."""
        spans, segments, positions, tokens = [], [], [], []
        for item in items:
            start, count = len(tokens), len(item.token_ids)
            tokens += item.token_ids
            positions += range(item.cache.length, item.cache.length + count)
            spans.append(slice(start, start + count))
            if segments and segments[-1].weights is item.weights:
                segments[-1] = Segment(segments[-1].start, start + count, item.weights)
            else:
                segments.append(Segment(start, start + count, item.weights))
        x = self.body.embed_tokens(torch.tensor(tokens, device=self.device))
        cos, sin = self.body.rotary_emb(x[None], torch.tensor([positions], device=self.device))
        for number, layer in enumerate(self.body.layers):
            h = layer.input_layernorm(x)
            x = x + self._attention(number, layer.self_attn, h, cos[0], sin[0], items, spans, segments)
            h = layer.post_attention_layernorm(x)
            x = x + self._mlp(number, layer.mlp, h, segments)
        for item in items:
            item.cache.length += len(item.token_ids)
        last = torch.tensor([span.stop - 1 for span in spans], device=self.device)
        head = self.model.get_output_embeddings()
        assert head is not None
        return logits_2d(self.body.norm(x[last]), head).float()

    def _attention(
        self,
        number: int,
        attention: Any,
        h: torch.Tensor,
        cos: torch.Tensor,
        sin: torch.Tensor,
        items: list[Item],
        spans: list[slice],
        segments: list[Segment],
    ) -> torch.Tensor:
        shape, prefix = self.shape, f"model.layers.{number}.self_attn."
        rows = len(h)

        def project(name: str, heads: int) -> torch.Tensor:
            y = apply(prefix + name, h, getattr(attention, name)(h), segments)
            return y.view(rows, heads, shape.head_dim)

        q, k, v = (
            project("q_proj", shape.heads),
            project("k_proj", shape.kv_heads),
            project("v_proj", shape.kv_heads),
        )
        if hasattr(attention, "q_norm"):
            q, k = attention.q_norm(q), attention.k_norm(k)
        q, k = _rotate(q, cos, sin), _rotate(k, cos, sin)
        mixed = torch.empty_like(q)
        for item, span in zip(items, spans, strict=True):
            keys, values = item.cache.extend(number, k[span], v[span])
            mixed[span] = F.scaled_dot_product_attention(
                q[span].transpose(0, 1)[None],
                keys[None],
                values[None],
                is_causal=span.stop - span.start > 1,
                enable_gqa=shape.heads != shape.kv_heads,
            )[0].transpose(0, 1)
        flat = mixed.view(rows, -1)
        return apply(prefix + "o_proj", flat, attention.o_proj(flat), segments)

    def _mlp(self, number: int, mlp: Any, h: torch.Tensor, segments: list[Segment]) -> torch.Tensor:
        prefix = f"model.layers.{number}.mlp."
        gate = apply(prefix + "gate_proj", h, mlp.gate_proj(h), segments)
        up = apply(prefix + "up_proj", h, mlp.up_proj(h), segments)
        inner = mlp.act_fn(gate) * up
        return apply(prefix + "down_proj", inner, mlp.down_proj(inner), segments)


def _rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Rotary embedding of `[T, heads, d]` by tables `[T, d]` (Su et al. 2021, half-split form)."""
    half = x.shape[-1] // 2
    turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
    return x * cos[:, None] + turned * sin[:, None]
