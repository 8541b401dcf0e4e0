"""The gate for adapters, uploaded or trained: nothing is loaded before it passed.

A refusal is WorkerError `adapter_refused` whose reason is one of file_set, header, config, variant,
base_mismatch, target, shape, rank, size, non_finite, norm, smoke. Works on numpy alone.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from mfworker.modeling.adapters.manifest import MAX_RANK, AdapterManifest
from mfworker.modeling.safetensors_header import HeaderError, TensorEntry, read_header, read_tensor
from mfworker.modeling.shapes import ALL_LINEAR, BaseShape
from mfworker.wire.errors import WorkerError

PREFIX = "base_model.model."
MAGNITUDE = "lora_magnitude_vector"
MAX_NORM_RATIO = 4.0
UPLOAD_FILES = frozenset({"adapter_config.json", "adapter_model.safetensors"})

# Values that leave the base and the plain LoRA arithmetic as they are; any other value is a variant.
NEUTRAL: dict[str, tuple[Any, ...]] = {
    "use_qalora": (False, None),
    "use_bdlora": (False, None),
    "bias": ("none", None),
    "lora_bias": (False, None),
    "modules_to_save": (None, []),
    "target_parameters": (None, []),
    "trainable_token_indices": (None, []),
    "rank_pattern": (None, {}),
    "alpha_pattern": (None, {}),
    "layers_to_transform": (None, []),
    "layers_pattern": (None, []),
    "layer_replication": (None, []),
    "megatron_config": (None,),
    "loftq_config": (None, {}),
    "eva_config": (None,),
    "corda_config": (None,),
    "lora_ga_config": (None,),
    "alora_invocation_tokens": (None, []),
    "arrow_config": (None,),
    "monteclora_config": (None,),
    "velora_config": (None,),
    "exclude_modules": (None, []),
    "fan_in_fan_out": (False, None),
    "init_lora_weights": (True, False, "gaussian", None),
}
READ = frozenset({"r", "lora_alpha", "target_modules", "use_rslora", "use_dora", "peft_type", "task_type"})
IGNORED = frozenset(
    [
        "auto_mapping",
        "base_model_name_or_path",
        "revision",
        "inference_mode",
        "lora_dropout",
        "megatron_core",
        "peft_version",
        "qalora_group_size",
        "ensure_weight_tying",
    ]
)


def refuse(reason: str, detail: str) -> WorkerError:
    return WorkerError("adapter_refused", detail, reason)


def check_upload(folder: Path, base: str, shape: BaseShape, datanets: list[str]) -> AdapterManifest:
    """Check an uploaded PEFT folder (files, config, header) and return the manifest it would get."""
    from mfworker.modeling.base_files import file_sha256

    names = {path.name for path in folder.iterdir()}
    if names != UPLOAD_FILES or any(path.is_symlink() or not path.is_file() for path in folder.iterdir()):
        raise refuse(
            "file_set", f"Exactly {' and '.join(sorted(UPLOAD_FILES))} are taken; found {sorted(names)}."
        )
    rank, alpha, targets, scaling, magnitude = _read_config(folder / "adapter_config.json")
    weights = folder / "adapter_model.safetensors"
    manifest = AdapterManifest(
        base, rank, alpha, targets, file_sha256(weights), tuple(datanets), scaling, magnitude
    )
    check_weights(manifest, weights, base, shape)
    return manifest


def check_weights(
    manifest: AdapterManifest,
    weights: Path,
    base: str,
    shape: BaseShape,
    base_norms: dict[str, float] | None = None,
) -> dict[str, TensorEntry]:
    """Check one safetensors file against its manifest and base; return the tensors' places.

    `base_norms` maps module name to the Frobenius norm of the base's weight; without it the size of
    the update is not judged.
    """
    if manifest.base != base:
        raise refuse("base_mismatch", "The adapter was made for another base model.")
    if not 1 <= manifest.rank <= MAX_RANK:
        raise refuse("rank", f"Rank {manifest.rank} is outside 1 to {MAX_RANK}.")
    try:
        entries = read_header(weights)
    except HeaderError as error:
        raise refuse("header", f"The weights are no safetensors file: {error}.") from error
    linears = shape.linears(manifest.targets)
    expected: dict[str, tuple[int, ...]] = {}
    for name, (inner, outer) in linears.items():
        expected[f"{PREFIX}{name}.lora_A.weight"] = (manifest.rank, inner)
        expected[f"{PREFIX}{name}.lora_B.weight"] = (outer, manifest.rank)
        if manifest.magnitude:
            expected[f"{PREFIX}{name}.{MAGNITUDE}"] = (outer,)
    for name, entry in entries.items():
        if name not in expected:
            raise refuse("target", f"{name} is no LoRA matrix of this base.")
        if entry.shape != expected[name]:
            raise refuse("shape", f"{name} is {entry.shape}, but {expected[name]} is needed.")
    missing = sorted(set(expected) - set(entries))
    if missing:
        raise refuse("target", f"{missing[0]} is missing.")
    allowed = sum(4 * math.prod(shape) for shape in expected.values()) + (1 << 20)
    if weights.stat().st_size > allowed:
        raise refuse("size", f"The file is larger than the {allowed} bytes that its shapes explain.")
    for name in linears:
        a = read_tensor(weights, entries[f"{PREFIX}{name}.lora_A.weight"])
        b = read_tensor(weights, entries[f"{PREFIX}{name}.lora_B.weight"])
        norm = (base_norms or {}).get(name)
        if manifest.magnitude:
            m = read_tensor(weights, entries[f"{PREFIX}{name}.{MAGNITUDE}"])
            _check_directions(name, a, b, m, manifest.scale, norm)
        else:
            _check_values(name, a, b, manifest.scale, norm)
    return entries


def _check_directions(
    name: str, a: np.ndarray, b: np.ndarray, m: np.ndarray, scale: float, base_norm: float | None
) -> None:
    """The served rows have the lengths `m` whatever A and B are, so `m` alone bounds what the layer may become."""
    _folded(name, a, b, scale)
    if not np.isfinite(m).all():
        raise refuse("non_finite", f"{name} holds lengths that are not finite.")
    size = float(np.linalg.norm(m.astype(np.float64)))
    if base_norm is not None and size > MAX_NORM_RATIO * base_norm:
        raise refuse(
            "norm", f"{name} becomes {size:.1f} long, more than {MAX_NORM_RATIO} times its own norm."
        )


def _folded(name: str, a: np.ndarray, b: np.ndarray, scale: float) -> np.ndarray:
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise refuse("non_finite", f"{name} holds values that are not finite.")
    folded = (b.astype(np.float64) * scale).astype(np.float32)
    if not np.isfinite(folded).all():
        raise refuse("non_finite", f"{name} overflows once its scaling is folded in.")
    return folded


def _check_values(name: str, a: np.ndarray, b: np.ndarray, scale: float, base_norm: float | None) -> None:
    folded = _folded(name, a, b, scale)
    if base_norm is None:
        return
    # ||BA||_F^2 = tr(B'B AA'), so the product itself is never formed.
    a64, b64 = a.astype(np.float64), folded.astype(np.float64)
    update = float(np.sqrt(max(0.0, np.sum((b64.T @ b64) * (a64 @ a64.T)))))
    if update > MAX_NORM_RATIO * base_norm:
        raise refuse(
            "norm", f"{name} is changed by {update:.1f}, more than {MAX_NORM_RATIO} times its own norm."
        )


def _read_config(path: Path) -> tuple[int, int, tuple[str, ...], str, bool]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise refuse("config", f"adapter_config.json is no JSON: {error}.") from error
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        raise refuse("config", "Only LoRA adapters are served.")
    for key, value in config.items():
        if key in NEUTRAL:
            if value not in NEUTRAL[key]:
                raise refuse("variant", f"{key} = {value!r} changes the arithmetic and is not served.")
        elif key not in READ | IGNORED and value not in (None, False, [], {}):
            raise refuse("config", f"{key} is no known field of a LoRA configuration.")
    rank, alpha, targets = config.get("r"), config.get("lora_alpha"), config.get("target_modules")
    if type(rank) is not int or not 1 <= rank <= MAX_RANK:
        raise refuse("rank", f"Rank {rank} is outside 1 to {MAX_RANK}.")
    if type(alpha) is not int or not isinstance(targets, list) or not targets:
        raise refuse("config", "lora_alpha and target_modules must be a whole number and a list.")
    unknown = sorted(set(targets) - set(ALL_LINEAR))
    if unknown:
        raise refuse("target", f"{unknown[0]} is no linear layer of a supported base.")
    scaling = "alpha/sqrt(r)" if config.get("use_rslora") else "alpha/r"
    return rank, alpha, tuple(sorted(targets)), scaling, bool(config.get("use_dora"))


def base_norms(folder: Path, shape: BaseShape) -> dict[str, float]:
    """Frobenius norms of every linear weight of a base folder, for the `norm` check."""
    wanted = {f"{name}.weight": name for name in shape.linears(ALL_LINEAR)}
    norms: dict[str, float] = {}
    for file in sorted(folder.glob("*.safetensors")):
        for key, entry in read_header(file).items():
            if key in wanted:
                norms[wanted[key]] = float(np.linalg.norm(read_tensor(file, entry)))
    return norms
