"""What is exported answers as the trainer's model does; what does not is withheld and named."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import make_adapter, make_rows
from safetensors.torch import load_file

from mfworker.jobs.context import JobContext
from mfworker.jobs.export import run_export
from mfworker.training import export as module


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
    assert result["formats"] == ["adapter", "merged"]
    assert result["parity"]["promptIdsEqual"] is True
    for name in ("adapter", "merged"):
        assert result["parity"]["formats"][name] == {"same": 8, "of": 8, "firstDifference": None}
    assert [entry["format"] for entry in result["withheld"]] == ["gguf"]
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        names = archive.namelist()
    assert {
        "SHA256SUMS", "adapter/adapter_config.json", "adapter/adapter_model.safetensors", "data-manifest.json",
        "manifest.json", "merged/model.safetensors", "merged/tokenizer.json", "parity.json",
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
