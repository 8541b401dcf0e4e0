"""Exact per-row gradients of the LoRA matrices in one batched backward pass.

For y = Wx + s*B(Ax): a forward hook on each lora_A / lora_B keeps its input, a tensor hook on its
output contracts gradient and input per row, `einsum('bto,bti->boi')`; s is already in the gradient.
DoRA's lengths multiply each output by one number, so theirs is `einsum('bto,bto->bo')`.
fp32 only: bf16 and fused attention make batched gradients inconsistent.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from mfworker.modeling.adapters.lora import LoraLinear, Magnitude
from mfworker.modeling.losses import row_losses


class RowGradients:
    """Collects one `[B, out, in]` block per LoRA matrix, in sorted order of module names, A before B, lengths last."""

    def __init__(self, layers: dict[str, LoraLinear]) -> None:
        self.matrices = [
            matrix
            for name in sorted(layers)
            for matrix in (layers[name].lora_A, layers[name].lora_B, layers[name].magnitude)
            if matrix is not None
        ]
        self.size = sum(matrix.weight.numel() for matrix in self.matrices)
        self._blocks: list[torch.Tensor | None] = [None] * len(self.matrices)

    @contextmanager
    def _hooks(self) -> Iterator[None]:
        handles = [
            matrix.register_forward_hook(self._keep(index)) for index, matrix in enumerate(self.matrices)
        ]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _keep(self, index: int):
        def forward(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
            kept = inputs[0].detach()
            contraction = "bto,bto->bo" if isinstance(module, Magnitude) else "bto,bti->boi"

            def backward(grad: torch.Tensor) -> None:
                self._blocks[index] = torch.einsum(contraction, grad, kept)

            output.register_hook(backward)

        return forward

    def __call__(self, model: torch.nn.Module, ids: torch.Tensor, labels: torch.Tensor) -> np.ndarray:
        """Return float32 `[B, D]` gradients of each row's mean loss over its answer tokens.

        The padding of a row stands on its right, so causal attention keeps it out of the row.
        """
        with self._hooks(), torch.enable_grad():
            row_losses(model, ids, labels).sum().backward()
        rows = len(ids)
        flat = [block.reshape(rows, -1) for block in self._blocks if block is not None]
        assert len(flat) == len(self.matrices), "a LoRA matrix took no part in the forward pass"
        self._blocks = [None] * len(self.matrices)
        for matrix in self.matrices:
            matrix.weight.grad = None
        return torch.cat(flat, dim=1).cpu().numpy()


def query_gradient(
    collector: RowGradients, model: torch.nn.Module, prompt: list[int], answer: list[int]
) -> np.ndarray:
    """Gradient `[D]` of the mean loss of `answer` after `prompt`, from the very token ids; batch 1."""
    ids = torch.tensor([prompt + answer])
    labels = ids.clone()
    labels[0, : len(prompt)] = -100
    return collector(model, ids, labels)[0]
