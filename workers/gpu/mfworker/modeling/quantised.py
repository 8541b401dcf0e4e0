"""A base in NF4 (QLoRA, Dettmers et al. 2023): the decoder's linear layers in 4 bits, everything else as it is.

Quantising is block by block and without chance, so the same files give the same weights on every machine.
"""

from importlib.util import find_spec
from typing import Any

import torch

from mfworker.wire.errors import WorkerError


def nf4_arguments(device: torch.device) -> dict[str, Any]:
    """What `from_pretrained` needs. Raises WorkerError `invalid_input`/no_quantiser where bitsandbytes is missing."""
    if find_spec("bitsandbytes") is None:
        raise WorkerError(
            "invalid_input",
            "QLoRA needs bitsandbytes, which this worker does not have. Choose LoRA or another worker.",
            "no_quantiser",
        )
    from transformers import BitsAndBytesConfig

    config = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16 if device.type == "cuda" else torch.float32,
    )
    return {"quantization_config": config, "device_map": {"": device}}


def keep_differentiable(model: torch.nn.Module) -> None:
    """Without this the first evaluation repacks the weights for AVX512-BF16, and no gradient gets past them again."""
    from bitsandbytes.nn.modules import Linear4bit

    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.support_avx512bf16_for_cpu = False
