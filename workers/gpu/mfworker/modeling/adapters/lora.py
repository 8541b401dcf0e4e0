"""Plain LoRA layers over a loaded base, for evaluation and attribution: y = Wx + s * B(Ax).

Light on purpose: importing PEFT costs more memory than the bundled model. Names follow PEFT's files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from mfworker.modeling.adapters.gate import PREFIX


class LoraLinear(nn.Module):
    """`lora_A` [r, in] and `lora_B` [out, r] in fp32 beside a frozen linear layer; `s` is folded in after A."""

    def __init__(self, base: nn.Linear, rank: int, scale: float) -> None:
        super().__init__()
        self.base = base
        self.lora_A = nn.Linear(base.in_features, rank, bias=False, device=base.weight.device)
        self.lora_B = nn.Linear(rank, base.out_features, bias=False, device=base.weight.device)
        nn.init.zeros_(self.lora_B.weight)
        self.scale = scale
        self.enabled = True

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.base(x)
        if not self.enabled:
            return y
        return y + (self.scale * self.lora_B(self.lora_A(x.to(self.lora_A.weight.dtype)))).to(y.dtype)


def add_lora(model: nn.Module, names: list[str], rank: int, scale: float) -> dict[str, LoraLinear]:
    """Replace the named linear layers in place and return the new ones, sorted by name."""
    layers: dict[str, LoraLinear] = {}
    for name in sorted(names):
        parent_name, _, leaf = name.rpartition(".")
        parent = model.get_submodule(parent_name)
        linear = getattr(parent, leaf)
        layer = LoraLinear(linear, rank, scale)
        setattr(parent, leaf, layer)
        layers[name] = layer
    return layers


@torch.no_grad()
def load_lora(layers: dict[str, LoraLinear], weights: Path) -> None:
    """Copy adapter weights (already past the gate) into the layers."""
    tensors = load_file(str(weights))
    for name, layer in layers.items():
        layer.lora_A.weight.copy_(tensors[f"{PREFIX}{name}.lora_A.weight"])
        layer.lora_B.weight.copy_(tensors[f"{PREFIX}{name}.lora_B.weight"])


@contextmanager
def without_lora(layers: dict[str, LoraLinear]) -> Iterator[None]:
    """The bare base for the duration of the block."""
    for layer in layers.values():
        layer.enabled = False
    try:
        yield
    finally:
        for layer in layers.values():
            layer.enabled = True
