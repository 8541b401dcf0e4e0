"""The model under attribution: fp32 base with plain LoRA layers, eager attention, one thread."""

from pathlib import Path

import torch

from mfworker.attribution.gradients import RowGradients
from mfworker.modeling.adapters.lora import LoraLinear, add_lora, load_lora
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import load_base
from mfworker.modeling.shapes import BaseShape


class Subject:
    """One adapter over one base; `load(weights)` swaps the checkpoint in place."""

    def __init__(self, base_folder: Path, manifest: AdapterManifest) -> None:
        torch.set_num_threads(1)
        self.model = load_base(base_folder, torch.float32, attention="eager")
        names = list(BaseShape.of_folder(base_folder).linears(manifest.targets))
        self.layers: dict[str, LoraLinear] = add_lora(self.model, names, manifest)
        for layer in self.layers.values():
            layer.requires_grad_(False)
            layer.lora_A.requires_grad_(True)
            layer.lora_B.requires_grad_(True)
            if layer.magnitude is not None:
                layer.magnitude.requires_grad_(True)
        self.gradients = RowGradients(self.layers)
        self.loaded: Path | None = None

    def load(self, weights: Path) -> None:
        if self.loaded != weights:
            load_lora(self.layers, weights)
            self.loaded = weights
