"""A trained adapter as files that need nothing of this platform, and proof that they answer as the trainer's model.

`adapter/` opens with PEFT over the base, `merged/` with transformers alone, `gguf/` with llama.cpp. All are opened
again from the files written, with the tokenizer and template written, before anything is handed out: 8 prompts, 32
greedy tokens each, in fp32, have to come out token by token as the training code gives them. The GGUF file holds 16-bit
floats: it has to answer as the merged model rounded to those; the report says how often that is the trainer's answer.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

from mfworker.modeling.adapters.lora import add_lora, load_lora
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import load_base
from mfworker.modeling.greedy import greedy_answers
from mfworker.modeling.rendering import ChatRenderer
from mfworker.modeling.shapes import BaseShape
from mfworker.training.gguf_file import NotWritable, modelfile, write_gguf

PROMPTS, NEW_TOKENS = 8, 32
GGUF = "model.gguf"
BASE_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json")
Messages = list[dict[str, str]]


@dataclass(frozen=True)
class Exported:
    """`parity` compares every written format with the training code's own model."""

    folder: Path
    formats: list[str]
    withheld: list[dict[str, str]]
    parity: dict[str, Any]


def export_run(
    base: Path, manifest: AdapterManifest, weights: Path, prompts: list[Messages], folder: Path
) -> Exported:
    """Write all formats into `folder`, open them again and compare. A format that differs is withheld."""
    renderer = ChatRenderer(base)
    chosen = prompts[:PROMPTS]
    ids = [renderer.prompt_ids(messages) for messages in chosen]

    def answers(model: torch.nn.Module) -> list[list[int]]:
        return greedy_answers(model, ids, renderer.end_ids, renderer.pad_id, NEW_TOKENS)

    model = load_base(base)
    layers = add_lora(model, list(BaseShape.of_folder(base).linears(manifest.targets)), manifest)
    load_lora(layers, weights)
    wanted = answers(model)

    _write_adapter(base, manifest, weights, folder / "adapter")
    with_adapter = PeftModel.from_pretrained(load_base(base), str(folder / "adapter"))
    found = {"adapter": _compare(wanted, answers(with_adapter))}
    _write_merged(base, with_adapter, folder / "merged")
    found["merged"] = _compare(wanted, answers(load_base(folder / "merged")))

    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder / "merged")
    rendered = [
        tokenizer.apply_chat_template(messages, add_generation_prompt=True)["input_ids"]
        for messages in chosen
    ]
    same_ids = [list(one) for one in rendered] == ids
    withheld: list[dict[str, str]] = []
    for name, result in found.items():
        if result["same"] < result["of"] or (name == "merged" and not same_ids):
            shutil.rmtree(folder / name)
            withheld.append(
                {"format": name, "reason": f"it answers otherwise: {json.dumps(result['firstDifference'])}"}
            )
    if (folder / "merged").is_dir():
        try:
            found["gguf"] = _write_gguf(folder, base.name, renderer, ids, wanted, answers)
        except NotWritable as error:
            shutil.rmtree(folder / "gguf", ignore_errors=True)
            withheld.append({"format": "gguf", "reason": str(error)})
    kept = [name for name in found if (folder / name).is_dir()]
    parity = {"prompts": len(chosen), "tokens": NEW_TOKENS, "promptIdsEqual": same_ids, "formats": found}
    return Exported(folder, kept, withheld, parity)


def _write_adapter(base: Path, manifest: AdapterManifest, weights: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copyfile(weights, folder / "adapter_model.safetensors")
    config = LoraConfig(
        r=manifest.rank,
        lora_alpha=manifest.alpha,
        target_modules=sorted(manifest.targets),
        use_rslora=manifest.scaling != "alpha/r",
        use_dora=manifest.magnitude,
        bias="none",
        task_type="CAUSAL_LM",
        base_model_name_or_path=base.name,
        inference_mode=True,
    )
    config.save_pretrained(str(folder))


def _write_merged(base: Path, model: PeftModel, folder: Path) -> None:
    merged = model.merge_and_unload()
    merged.save_pretrained(folder, safe_serialization=True)
    for name in BASE_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, folder / name)


def _write_gguf(
    folder: Path,
    name: str,
    renderer: ChatRenderer,
    ids: list[list[int]],
    wanted: list[list[int]],
    answers: Callable[[torch.nn.Module], list[list[int]]],
) -> dict[str, Any]:
    """Write `gguf/`, read it with transformers' own reader and compare. Raises NotWritable when it differs."""
    place = folder / "gguf"
    place.mkdir()
    write_gguf(folder / "merged", place / GGUF, name)
    (place / "Modelfile").write_text(modelfile(GGUF, renderer), encoding="utf-8")
    # The shape comes from the merged model: this reader guesses some of it where a family has a usual one.
    shape = AutoConfig.from_pretrained(folder / "merged")
    model = AutoModelForCausalLM.from_pretrained(place, gguf_file=GGUF, dtype=torch.float32, config=shape)
    found = answers(model.eval())
    rounded = load_base(folder / "merged")
    for parameter in rounded.parameters():
        if parameter.ndim == 2:
            parameter.data = parameter.data.half().float()
    difference = _compare(answers(rounded), found)["firstDifference"]
    if difference:
        raise NotWritable(f"it answers otherwise: {json.dumps(difference)}")
    tokenizer = AutoTokenizer.from_pretrained(place, gguf_file=GGUF)
    texts = [renderer.tokenizer.decode(one, skip_special_tokens=False) for one in ids]
    if [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts] != ids:
        raise NotWritable("its tokenizer came out otherwise")
    return _compare(wanted, found)


def _compare(wanted: list[list[int]], found: list[list[int]]) -> dict[str, Any]:
    """Answers that are equal token by token, and where the first other one parts."""
    for index, (theirs, ours) in enumerate(zip(wanted, found, strict=True)):
        if theirs != ours:
            at = next(
                (i for i, pair in enumerate(zip(theirs, ours, strict=False)) if pair[0] != pair[1]),
                min(len(theirs), len(ours)),
            )
            same = sum(a == b for a, b in zip(wanted, found, strict=True))
            return {"same": same, "of": len(wanted), "firstDifference": {"prompt": index, "token": at}}
    return {"same": len(wanted), "of": len(wanted), "firstDifference": None}
