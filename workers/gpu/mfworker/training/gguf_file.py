"""A merged model as one GGUF file (16-bit floats) for llama.cpp and what is built on it, with a Modelfile.

Rotary embeddings pair neighbouring values there and halves of a head here, so query and key rows of Llama's family
change places. Only tokenizers whose splitting llama.cpp knows under a name are written: another name would give
other tokens without a word.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFWriter, LlamaFileType, TokenType, get_tensor_name_map
from gguf.constants import MODEL_ARCH, MODEL_ARCH_NAMES
from safetensors.torch import load_file

from mfworker.modeling.rendering import ChatRenderer

ARCHITECTURES = {
    "llama": MODEL_ARCH.LLAMA,
    "mistral": MODEL_ARCH.LLAMA,
    "qwen2": MODEL_ARCH.QWEN2,
    "qwen3": MODEL_ARCH.QWEN3,
}
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}


class NotWritable(Exception):
    """This base cannot become a GGUF file; the message is a reason for the person."""


def write_gguf(merged: Path, target: Path, name: str) -> Path:
    """Write the folder `merged` (config, tokenizer, safetensors) to `target`. Raises NotWritable."""
    config = json.loads((merged / "config.json").read_text(encoding="utf-8"))
    architecture = ARCHITECTURES.get(config["model_type"])
    if architecture is None:
        raise NotWritable(f"GGUF files of the family {config['model_type']} are not written here")
    tokenizer = json.loads((merged / "tokenizer.json").read_text(encoding="utf-8"))
    writer = GGUFWriter(target, MODEL_ARCH_NAMES[architecture])
    try:
        writer.add_name(name)
        _shape(writer, config)
        _tokenizer(writer, tokenizer, ChatRenderer(merged), config["vocab_size"])
        _tensors(writer, merged, config, architecture)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    return target


def modelfile(gguf: str, renderer: ChatRenderer) -> str:
    """What `ollama create` reads: the file, the template in its own language, and where an answer ends.

    Raises NotWritable for a template that is not a plain mark before every message.
    """
    marks = _marks(renderer)
    turns = "".join(
        f"{{{{ if .{field} }}}}{marks[role]}{{{{ .{field} }}}}{{{{ end }}}}"
        for role, field in (("system", "System"), ("user", "Prompt"))
    )
    template = f"{turns}{marks['assistant']}{{{{ .Response }}}}{marks['end']}"
    stops = "".join(
        f'PARAMETER stop "{renderer.tokenizer.id_to_token(one)}"\n' for one in sorted(renderer.end_ids)
    )
    return f'FROM ./{gguf}\nTEMPLATE """{template}"""\n{stops}PARAMETER temperature 0\n'


def _marks(renderer: ChatRenderer) -> dict[str, str]:
    """The text around each role's words, found by rendering; checked against a whole conversation."""
    probes = {"system": "\x01", "user": "\x02", "assistant": "\x03"}
    talk = [{"role": role, "content": text} for role, text in probes.items()]
    text = renderer.render(talk, add_generation_prompt=False)
    before, _, rest = text.partition(probes["system"])
    user, _, rest = rest.partition(probes["user"])
    assistant, _, end = rest.partition(probes["assistant"])
    question = renderer.render(talk[1:2], add_generation_prompt=True)
    if question != f"{user}{probes['user']}{assistant}" or '"""' in text or "{{" in text:
        raise NotWritable("the chat template says more than a mark before each message")
    return {"system": before, "user": user, "assistant": assistant, "end": end}


def _shape(writer: GGUFWriter, config: dict[str, Any]) -> None:
    heads = config["num_attention_heads"]
    head_dim = config.get("head_dim") or config["hidden_size"] // heads
    rope = config.get("rope_parameters") or {}
    if rope.get("rope_type", "default") != "default" or config.get("rope_scaling"):
        raise NotWritable("its stretched rotary embedding is not written here")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config.get("num_key_value_heads") or heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(float(rope.get("rope_theta") or config.get("rope_theta") or 10_000.0))
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(LlamaFileType.MOSTLY_F16)


def _tokenizer(writer: GGUFWriter, tokenizer: dict[str, Any], renderer: ChatRenderer, size: int) -> None:
    model = tokenizer["model"]
    if model["type"] != "BPE" or tokenizer["pre_tokenizer"] != BYTE_LEVEL or tokenizer["normalizer"]:
        raise NotWritable(
            "llama.cpp knows this tokenizer's way of splitting text under no name that is written here"
        )
    tokens = [f"[PAD{index}]" for index in range(size)]
    kinds = [TokenType.UNUSED] * size
    for token, index in model["vocab"].items():
        tokens[index], kinds[index] = token, TokenType.NORMAL
    for added in tokenizer["added_tokens"]:
        tokens[added["id"]] = added["content"]
        kinds[added["id"]] = TokenType.CONTROL if added["special"] else TokenType.USER_DEFINED
    merges = [one if isinstance(one, str) else " ".join(one) for one in model["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(min(renderer.end_ids))
    writer.add_pad_token_id(renderer.pad_id)
    writer.add_add_bos_token(False)
    writer.add_chat_template(renderer.template)


def _tensors(writer: GGUFWriter, merged: Path, config: dict[str, Any], architecture: MODEL_ARCH) -> None:
    names = get_tensor_name_map(architecture, config["num_hidden_layers"])
    heads = config["num_attention_heads"]
    kv_heads = config.get("num_key_value_heads") or heads
    for file in sorted(merged.glob("*.safetensors")):
        for key, tensor in load_file(str(file)).items():
            if key == "lm_head.weight" and config.get("tie_word_embeddings"):
                continue
            name = names.get_name(key, try_suffixes=(".weight", ".bias"))
            if name is None:
                raise NotWritable(f"GGUF has no name for {key}")
            if architecture is MODEL_ARCH.LLAMA and ".q_proj." in key:
                tensor = pair_neighbours(tensor, heads)
            elif architecture is MODEL_ARCH.LLAMA and ".k_proj." in key:
                tensor = pair_neighbours(tensor, kv_heads)
            kind = np.float16 if tensor.ndim == 2 else np.float32
            writer.add_tensor(name, tensor.float().numpy().astype(kind))


def pair_neighbours(rows: torch.Tensor, heads: int) -> torch.Tensor:
    """Rows `[heads * d, ...]` of halves to rows of neighbouring pairs, head by head."""
    halves = rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:])
    return halves.swapaxes(1, 2).reshape(rows.shape)
