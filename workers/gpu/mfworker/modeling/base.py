"""Loads a local Hugging Face folder: safetensors only, never remote code, frozen, in the asked type."""

from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.utils import logging

from mfworker.modeling.quantised import keep_differentiable, nf4_arguments
from mfworker.wire.errors import WorkerError

FAMILIES = frozenset({"llama", "mistral", "qwen2", "qwen3"})


def load_base(
    folder: Path, dtype: torch.dtype = torch.float32, attention: str = "sdpa", quantised: bool = False
) -> PreTrainedModel:
    """Return the model in eval mode without gradients, `quantised` with its linear layers in NF4.

    Raises WorkerError `invalid_input`/base_unsupported for a family whose layers we cannot drive.
    """
    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        dtype=dtype,
        attn_implementation=attention,
        trust_remote_code=False,
        use_safetensors=True,
        local_files_only=True,
        **(nf4_arguments(default_device()) if quantised else {}),
    )
    if quantised:
        keep_differentiable(model)
    family = model.config.model_type
    if family not in FAMILIES or (family == "mistral" and model.config.sliding_window):
        raise WorkerError(
            "invalid_input", f"Models of the family {family} are not supported.", "base_unsupported"
        )
    model.requires_grad_(False)
    return model.eval()


def default_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
