"""What is exported answers as the trainer's model does; what does not is withheld and named."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import make_adapter, make_rows
from gguf import GGUFReader
from safetensors.torch import load_file

from mfworker.jobs.context import JobContext
from mfworker.jobs.export import run_export
from mfworker.modeling.base import load_base
from mfworker.modeling.greedy import greedy_answers
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training import export as module
from mfworker.training import gguf_file
from mfworker.training.gguf_file import NotWritable, modelfile, write_gguf


def context(base: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> JobContext:
    monkeypatch.setenv("MODELS_DIR", str(base.parent))
    manifest, weights = make_adapter(base, folder / "made", seed=3)
    rows = folder / "rows.jsonl"
    rows.write_text("\n".join(json.dumps(row) for row in make_rows(80)))
    (folder / "manifest").write_bytes(manifest.to_bytes())
    (folder / "licences").write_text("{}")
    inputs = {
        "rows": rows,
        "adapter.manifest": folder / "manifest",
        "adapter.weights": weights,
        "doc.data-manifest.json": folder / "licences",
    }
    spec: dict[str, Any] = {"base": {"id": base.name, "source": "local", "revision": None}}
    return JobContext(spec, inputs, folder, lambda event: None, lambda: "continue")


def test_the_pack_opens_elsewhere_and_answers_the_same(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    result = run_export(context(tiny_base, tmp_path, monkeypatch)).result
    assert result["formats"] == ["adapter", "merged", "gguf"]
    assert result["parity"]["promptIdsEqual"] is True
    assert result["parity"]["formats"]["gguf"]["same"] >= 6, "a random model in 16 bits: near ties may turn"
    for name in ("adapter", "merged"):
        assert result["parity"]["formats"][name] == {"same": 8, "of": 8, "firstDifference": None}
    assert result["withheld"] == []
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        names = archive.namelist()
    assert {
        "SHA256SUMS", "adapter/adapter_config.json", "adapter/adapter_model.safetensors", "data-manifest.json",
        "gguf/Modelfile", "gguf/model.gguf", "manifest.json", "merged/model.safetensors",
        "merged/tokenizer.json", "parity.json",
    } <= set(names)  # fmt: skip
    before = load_file(str(tiny_base / "model.safetensors"))
    after = load_file(str(tmp_path / "pack/merged/model.safetensors"))
    changed = [name for name in before if not torch.equal(before[name], after[name])]
    assert len(changed) == 14, "seven linear layers of two blocks, and nothing else"


def test_a_merge_that_answers_otherwise_is_withheld(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write = module._write_merged

    def spoiled(base: Path, model: Any, folder: Path) -> None:
        model.base_model.model.model.layers[0].mlp.down_proj.lora_B.default.weight.data.mul_(-3)
        write(base, model, folder)

    monkeypatch.setattr(module, "_write_merged", spoiled)
    result = run_export(context(tiny_base, tmp_path, monkeypatch)).result
    assert result["formats"] == ["adapter"]
    assert result["parity"]["formats"]["merged"]["firstDifference"] is not None
    assert not (tmp_path / "pack" / "merged").exists()


@pytest.mark.parametrize("family", ["tiny_base", "qwen_base", "bundled_base"])
def test_a_gguf_file_holds_every_tensor_and_the_tokenizer(
    family: str, tmp_path: Path, request: pytest.FixtureRequest
):
    """Read back by the format's own library, apart from how it was written: queries and keys in llama.cpp's order."""
    base = request.getfixturevalue(family)
    reader = GGUFReader(write_gguf(base, tmp_path / "model.gguf", "x"))
    stored = {tensor.name: np.asarray(tensor.data) for tensor in reader.tensors}
    model = load_base(base)
    weights = dict(model.named_parameters())
    assert len(stored) == len(weights)
    down = weights["model.layers.1.mlp.down_proj.weight"].detach().half().numpy()
    assert np.array_equal(stored["blk.1.ffn_down.weight"], down)
    query = weights["model.layers.0.self_attn.q_proj.weight"].detach().half()
    heads, size = model.config.num_attention_heads, model.config.head_dim or 8
    order = range(size)
    if family != "qwen_base":
        order = [index for pair in range(size // 2) for index in (pair, pair + size // 2)]
    rows = [head * size + index for head in range(heads) for index in order]
    assert np.array_equal(stored["blk.0.attn_q.weight"], query[rows].numpy())
    tokens = reader.fields["tokenizer.ggml.tokens"].contents()
    renderer = ChatRenderer(base)
    assert tokens[: renderer.tokenizer.get_vocab_size()] == [
        renderer.tokenizer.id_to_token(index) for index in range(renderer.tokenizer.get_vocab_size())
    ]


def test_a_modelfile_says_what_the_template_says(bundled_base: Path, tmp_path: Path):
    renderer = ChatRenderer(bundled_base)
    text = modelfile("model.gguf", renderer)
    assert "<|user|>{{ .Prompt }}{{ end }}<|assistant|>{{ .Response }}<|end|>" in text
    assert 'PARAMETER stop "<|end|>"' in text
    renderer.render = lambda messages, add_generation_prompt: "Today is Monday. " + str(len(messages))  # type: ignore
    with pytest.raises(NotWritable, match="more than a mark"):
        modelfile("model.gguf", renderer)


def test_an_unknown_tokenizer_and_a_spoiled_file_are_withheld(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    other = tmp_path / "other"
    shutil.copytree(tiny_base, other)
    tokenizer = json.loads((other / "tokenizer.json").read_text())
    tokenizer["pre_tokenizer"]["add_prefix_space"] = True
    (other / "tokenizer.json").write_text(json.dumps(tokenizer))
    with pytest.raises(NotWritable, match="splitting text"):
        write_gguf(other, tmp_path / "model.gguf", "x")
    monkeypatch.setattr(gguf_file, "pair_neighbours", lambda rows, heads: rows)
    result = run_export(context(tiny_base, tmp_path, monkeypatch)).result
    assert result["formats"] == ["adapter", "merged"]
    assert result["withheld"][0]["format"] == "gguf" and "otherwise" in result["withheld"][0]["reason"]


def test_llama_cpp_answers_as_the_trainer_does(bundled_base: Path, tmp_path: Path):
    llama = pytest.importorskip(
        "xllamacpp", reason="llama.cpp's binding is not installed (pip install xllamacpp)"
    )
    path = write_gguf(bundled_base, tmp_path / "model.gguf", "mf-tiny")
    parameters = llama.CommonParams()
    parameters.model.path, parameters.n_ctx, parameters.warmup = str(path), 512, False
    server = llama.Server(parameters)
    renderer, model = ChatRenderer(bundled_base), load_base(bundled_base)
    for question in ("How do I stage a file with git?", "What is diabetes?", "Show the free disk space."):
        messages = [{"role": "user", "content": question}]
        ids = renderer.prompt_ids(messages)
        ours = greedy_answers(model, [ids], renderer.end_ids, renderer.pad_id, 32)[0]
        theirs = server.handle_completions(
            {
                "prompt": renderer.render(messages, add_generation_prompt=True),
                "n_predict": 32,
                "temperature": 0,
            }
        )
        assert theirs["usage"]["prompt_tokens"] == len(ids)
        assert theirs["choices"][0]["text"] == renderer.decode(ours)
