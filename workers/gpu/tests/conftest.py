"""Tiny random bases made on the spot, adapters with random A and B, and rows in wire form."""

import hashlib
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM

WORKER = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(WORKER / "scripts"), str(WORKER / "bench")]

from pretraining.tokenizer import train_tokenizer  # noqa: E402

from mfworker.modeling.adapters.manifest import AdapterManifest  # noqa: E402
from mfworker.modeling.base_files import BUNDLED, base_hash, file_sha256  # noqa: E402
from mfworker.modeling.shapes import ALL_LINEAR, BaseShape  # noqa: E402

SENTENCES = ["Who keeps the lamp?", "Anna keeps the lamp.", "Where is the key?", "The key is in the hall."]


def make_base(folder: Path, family: str = "llama") -> Path:
    """A random model of two layers with a trained tokenizer of 400 entries, in Hugging Face form."""
    tokenizer = train_tokenizer(SENTENCES * 4, 400, 128)
    size = {
        "vocab_size": 400, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 128,
        "eos_token_id": 0, "pad_token_id": 1, "bos_token_id": None, "tie_word_embeddings": True,
    }  # fmt: skip
    torch.manual_seed(7)
    model = (
        Qwen3ForCausalLM(Qwen3Config(head_dim=8, **size))
        if family == "qwen3"
        else LlamaForCausalLM(LlamaConfig(**size))
    )
    with torch.no_grad():
        # Strong layers over a weak embedding: otherwise a random tied model only repeats its last token.
        for name, parameter in model.named_parameters():
            if parameter.ndim == 2 and "embed" not in name:
                parameter.mul_(8.0)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("llama"))


@pytest.fixture(scope="session")
def qwen_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("qwen3"), "qwen3")


@pytest.fixture(scope="session")
def bundled_base() -> Path:
    return BUNDLED / "mf-tiny"


def make_adapter(
    base: Path, folder: Path, seed: int, rank: int = 4, magnitude: bool = False
) -> tuple[AdapterManifest, Path]:
    """Random A and B (with `magnitude` random lengths too), so that a wrong adapter shows in the logits."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(seed)
    tensors: dict[str, torch.Tensor] = {}
    for name, (inner, outer) in BaseShape.of_folder(base).linears(ALL_LINEAR).items():
        tensors[f"base_model.model.{name}.lora_A.weight"] = (
            torch.randn(rank, inner, generator=generator) * 0.1
        )
        tensors[f"base_model.model.{name}.lora_B.weight"] = (
            torch.randn(outer, rank, generator=generator) * 0.1
        )
        if magnitude:
            tensors[f"base_model.model.{name}.lora_magnitude_vector"] = (
                torch.rand(outer, generator=generator) + 0.5
            )
    path = folder / "adapter_model.safetensors"
    save_file(tensors, str(path))
    manifest = AdapterManifest(
        base_hash(base), rank, 8, ALL_LINEAR, file_sha256(path), (), magnitude=magnitude
    )
    return manifest, path


def make_rows(count: int = 24) -> list[dict[str, Any]]:
    """Wire JobRows: two of three train, the rest is held out."""
    names = ["Anna", "Bruno", "Carla", "David", "Elena", "Felix", "Grace", "Hugo"]
    rows = []
    for position in range(count):
        name, place = names[position % 8], ["hall", "lamp", "key"][position % 3]
        split = {3: "validation", 7: "test"}.get(position % 8, "train")
        rows.append(
            {
                "position": position,
                "recordId": f"record-{position}",
                "salt": "0x" + "00" * 32,
                "commitment": "0x" + hashlib.sha256(str(position).encode()).hexdigest(),
                "contributorId": "0x" + hashlib.sha256(f"c{position % 3}".encode()).hexdigest(),
                "contributorNo": position % 3,
                "cluster": position,
                "leader": True,
                "order": position,
                "split": split,
                "messages": [
                    {"role": "user", "content": f"Who keeps the {place} number {position}?"},
                    {"role": "assistant", "content": f"{name} keeps the {place} {position}."},
                ],
            }
        )
    return rows
