"""Plain LoRA layers over a loaded base, for evaluation and attribution: y = Wx + s * B(Ax).

DoRA (Liu et al. 2024) then brings every output to its own learnt length: y = m * (W + sBA)x / |W + sBA|, the
norm a constant to gradients, as in training. Light on purpose: importing PEFT costs more memory than the
bundled model. Names follow PEFT's files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from mfworker.modeling.adapters.gate import MAGNITUDE, PREFIX
from mfworker.modeling.adapters.manifest import AdapterManifest


class Magnitude(nn.Module):
    """The learnt lengths `weight` [out] of a layer's outputs, applied to outputs of length one."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(base.out_features, device=base.weight.device))

    def forward(self, directions: torch.Tensor) -> torch.Tensor:
        return directions * self.weight


class LoraLinear(nn.Module):
    """`lora_A` [r, in] and `lora_B` [out, r] in fp32 beside a frozen linear layer; `s` is folded in after A."""

    norm: torch.Tensor

    def __init__(self, base: nn.Linear, rank: int, scale: float, magnitude: bool = False) -> None:
        super().__init__()
        self.base = base
        self.lora_A = nn.Linear(base.in_features, rank, bias=False, device=base.weight.device)
        self.lora_B = nn.Linear(rank, base.out_features, bias=False, device=base.weight.device)
        nn.init.zeros_(self.lora_B.weight)
        self.magnitude = Magnitude(base) if magnitude else None
        self.register_buffer("norm", torch.ones(base.out_features, device=base.weight.device))
        self.scale = scale
        self.enabled = True

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.base(x)
        if not self.enabled:
            return y
        update = (self.scale * self.lora_B(self.lora_A(x.to(self.lora_A.weight.dtype)))).to(y.dtype)
        if self.magnitude is None:
            return y + update
        bias = 0 if self.base.bias is None else self.base.bias
        return self.magnitude((y - bias + update) / self.norm).to(y.dtype) + bias

    @torch.no_grad()
    def measure(self) -> None:
        """Take the norm of what the layer now multiplies by; to be called after its matrices changed."""
        plain = self.base.weight
        if (
            not plain.is_floating_point()
        ):  # A quantised layer has no matrix to add to, but it can be asked for one.
            identity = torch.eye(self.base.in_features, device=plain.device)
            plain = (self.base(identity) - (0 if self.base.bias is None else self.base.bias)).T
        whole = plain.float() + self.scale * (self.lora_B.weight @ self.lora_A.weight)
        self.norm.copy_(torch.linalg.norm(whole, dim=1))


def add_lora(model: nn.Module, names: list[str], manifest: AdapterManifest) -> dict[str, LoraLinear]:
    """Replace the named linear layers in place and return the new ones, sorted by name."""
    layers: dict[str, LoraLinear] = {}
    for name in sorted(names):
        parent_name, _, leaf = name.rpartition(".")
        parent = model.get_submodule(parent_name)
        linear = getattr(parent, leaf)
        layer = LoraLinear(linear, manifest.rank, manifest.scale, manifest.magnitude)
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
        if layer.magnitude is not None:
            layer.magnitude.weight.copy_(tensors[f"{PREFIX}{name}.{MAGNITUDE}"])
            layer.measure()


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
