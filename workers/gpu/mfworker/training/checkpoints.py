"""Checkpoints as safetensors and JSON: complete under their name, resumable bit by bit on CPU in fp32."""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from mfworker.modeling.adapters.gate import MAGNITUDE
from mfworker.wire.errors import WorkerError

ADAPTER = "adapter_model.safetensors"
OPTIMISER = "optimizer.safetensors"
STATE = "state.json"
BEST = "best.safetensors"
MARK = re.compile(r"mark-(\d{1,9})\.safetensors")


def checkpoint_name(step: int) -> str:
    return f"checkpoint-{step}"


def mark_name(step: int) -> str:
    return f"mark-{step}.safetensors"


def is_checkpoint_file(name: str) -> bool:
    """Whether `name` may stand in a checkpoint's archive."""
    return name in (ADAPTER, OPTIMISER, STATE, BEST) or MARK.fullmatch(name) is not None


def file_name(parameter: str) -> str | None:
    """PEFT's name in a file (no adapter name) of one of its LoRA parameters; None for a parameter of the base."""
    if f".{MAGNITUDE}." in parameter:
        return parameter.removesuffix(".default.weight")
    return parameter.replace(".default.", ".") if ".lora_A." in parameter or ".lora_B." in parameter else None


def adapter_tensors(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Copies of the LoRA weights in fp32 under PEFT's file names."""
    named = ((file_name(name), parameter) for name, parameter in model.named_parameters())
    return {name: parameter.detach().to("cpu", torch.float32).clone() for name, parameter in named if name}


def optimiser_tensors(optimiser: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """Copies of the optimiser's moments as `<parameter>.<name>`, and the random state as `random`."""
    tensors: dict[str, torch.Tensor] = {"random": torch.get_rng_state()}
    for index, values in optimiser.state_dict()["state"].items():
        for key, value in values.items():
            tensors[f"{index}.{key}"] = torch.as_tensor(value).detach().cpu().clone()
    return tensors


def state_hash(adapter: dict[str, torch.Tensor], optimiser: dict[str, torch.Tensor]) -> str:
    """SHA-256 over names, types, shapes and bytes of everything that decides the next step."""
    digest = hashlib.sha256()
    for group in (adapter, optimiser):
        for name, tensor in sorted(group.items()):
            digest.update(f"{name} {tensor.dtype} {list(tensor.shape)}\n".encode())
            digest.update(tensor.contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def stored_state_hash(folder: Path) -> str:
    return state_hash(load_file(str(folder / ADAPTER)), load_file(str(folder / OPTIMISER)))


@torch.no_grad()
def restore_adapter(model: torch.nn.Module, tensors: dict[str, torch.Tensor]) -> None:
    """Copy adapter tensors back into the trainable parameters."""
    for name, parameter in model.named_parameters():
        if stored := file_name(name):
            parameter.copy_(tensors[stored])


def begin_from(model: torch.nn.Module, weights: Path | None) -> None:
    """Take over an earlier run's adapter. Raises WorkerError when it is not of this plan's form."""
    if weights is None:
        return
    tensors = load_file(str(weights))
    if {name: tensor.shape for name, tensor in tensors.items()} != {
        name: tensor.shape for name, tensor in adapter_tensors(model).items()
    }:
        raise WorkerError(
            "invalid_input", "The weights to go on from have other names or shapes than the plan's.", "start"
        )
    restore_adapter(model, tensors)


def write_safetensors(tensors: dict[str, torch.Tensor], path: Path) -> Path:
    """Write under `.part`, sync, rename."""
    part = path.with_name(path.name + ".part")
    save_file(tensors, str(part))
    _sync(part)
    part.replace(path)
    return path


def save_checkpoint(
    folder: Path,
    model: torch.nn.Module,
    optimiser: torch.optim.Optimizer,
    state: dict[str, Any],
    carried: dict[str, Path],
) -> Path:
    """Write adapter, optimiser moments, random state, `state` and the `carried` files into `folder`, atomically."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    write_safetensors(adapter_tensors(model), part / ADAPTER)
    write_safetensors(optimiser_tensors(optimiser), part / OPTIMISER)
    (part / STATE).write_text(json.dumps(state), encoding="utf-8")
    _sync(part / STATE)
    for name, source in carried.items():
        shutil.copyfile(source, part / name)
    shutil.rmtree(folder, ignore_errors=True)
    part.replace(folder)
    return folder


def checkpoint_bytes(parameters: int) -> int:
    """Size of one checkpoint: weights and AdamW's two moments in fp32."""
    return 3 * 4 * parameters


def adopt_carried(checkpoint: Path, folder: Path) -> None:
    """Lay an earlier attempt's weights into this attempt's folder, where the run looks for its own."""
    places = {checkpoint / ADAPTER: folder / checkpoint_name(read_state(checkpoint)["step"]) / ADAPTER}
    for path in checkpoint.iterdir():
        if path.name == BEST:
            places[path] = folder / BEST
        elif match := MARK.fullmatch(path.name):
            places[path] = folder / checkpoint_name(int(match[1])) / ADAPTER
    for source, target in places.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def read_state(folder: Path) -> dict[str, Any]:
    return json.loads((folder / STATE).read_text(encoding="utf-8"))


def restore_checkpoint(
    folder: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer
) -> torch.Tensor:
    """Load what `save_checkpoint` wrote and return the random state; no pickle is ever opened.

    The caller sets the random state right before the next step: building a trainer seeds anew.
    """
    restore_adapter(model, load_file(str(folder / ADAPTER)))
    moments = load_file(str(folder / OPTIMISER))
    random = moments.pop("random")
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in moments.items():
        index, _, name = key.partition(".")
        state.setdefault(int(index), {})[name] = value
    full = optimiser.state_dict()
    full["state"] = state
    optimiser.load_state_dict(full)
    return random


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
