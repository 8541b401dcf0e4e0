"""Keys and values of one sequence in tensors of its own: nothing is shared, so nothing can leak."""

import torch

from mfworker.modeling.shapes import BaseShape


class SequenceCache:
    """`[layers, 2, kv_heads, capacity, head_dim]`, sized once for prompt and longest answer."""

    def __init__(self, shape: BaseShape, capacity: int, dtype: torch.dtype, device: torch.device) -> None:
        extent = (shape.layers, 2, shape.kv_heads, capacity, shape.head_dim)
        self.tensor = torch.empty(extent, dtype=dtype, device=device)
        self.length = 0

    def extend(
        self, layer: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Append `[T, kv_heads, head_dim]` behind `length`; return all keys and values `[kv_heads, S, head_dim]`."""
        end = self.length + len(keys)
        self.tensor[layer, 0, :, self.length : end] = keys.transpose(0, 1)
        self.tensor[layer, 1, :, self.length : end] = values.transpose(0, 1)
        return self.tensor[layer, 0, :, :end], self.tensor[layer, 1, :, :end]

    @property
    def bytes(self) -> int:
        return self.tensor.numel() * self.tensor.element_size()
