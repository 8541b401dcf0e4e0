"""Loads a local Hugging Face folder: safetensors only, never remote code, frozen, in the asked type."""

from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.utils import logging

from mfworker.wire.errors import WorkerError

FAMILIES = frozenset({"llama", "mistral", "qwen2", "qwen3"})


def load_base(folder: Path, dtype: torch.dtype = torch.float32, attention: str = "sdpa") -> PreTrainedModel:
    """Return the model in eval mode without gradients.

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
    )
    family = model.config.model_type
    if family not in FAMILIES or (family == "mistral" and model.config.sliding_window):
        raise WorkerError(
            "invalid_input", f"Models of the family {family} are not supported.", "base_unsupported"
        )
    model.requires_grad_(False)
    return model.eval()


def default_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
