import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from conftest import make_adapter
from safetensors.torch import load_file, save_file

from mfworker.modeling.adapters.gate import base_norms, check_upload, check_weights
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base_files import base_hash
from mfworker.modeling.shapes import BaseShape
from mfworker.wire.errors import WorkerError

CONFIG = {
    "peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 4, "lora_alpha": 8, "bias": "none", "lora_dropout": 0.0,
    "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
}  # fmt: skip


@pytest.fixture
def upload(tiny_base: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "adapter"
    make_adapter(tiny_base, folder, seed=1)
    (folder / "adapter_config.json").write_text(json.dumps(CONFIG))
    return folder


def reason_of(upload: Path, base: Path) -> str | None:
    shape, identity = BaseShape.of_folder(base), base_hash(base)
    try:
        manifest = check_upload(upload, identity, shape, [])
        check_weights(
            manifest, upload / "adapter_model.safetensors", identity, shape, base_norms(base, shape)
        )
    except WorkerError as error:
        assert error.code == "adapter_refused"
        return error.reason
    return None


def edit(upload: Path, change) -> None:
    path = upload / "adapter_model.safetensors"
    tensors = load_file(str(path))
    change(tensors)
    save_file(tensors, str(path))


def test_a_plain_adapter_passes_and_its_manifest_round_trips(upload: Path, tiny_base: Path):
    assert reason_of(upload, tiny_base) is None
    manifest = check_upload(upload, base_hash(tiny_base), BaseShape.of_folder(tiny_base), ["0xaa"])
    assert AdapterManifest.parse(manifest.to_bytes()) == manifest


def test_pickle_is_refused(upload: Path, tiny_base: Path):
    (upload / "adapter_model.safetensors").write_bytes(pickle.dumps({"weights": [1, 2, 3]}) * 100)
    assert reason_of(upload, tiny_base) == "header"
    shutil.move(upload / "adapter_model.safetensors", upload / "adapter_model.bin")
    assert reason_of(upload, tiny_base) == "file_set"


def test_nan_is_refused(upload: Path, tiny_base: Path):
    edit(upload, lambda tensors: next(iter(tensors.values())).fill_(float("nan")))
    assert reason_of(upload, tiny_base) == "non_finite"


def test_wrong_shape_is_refused(upload: Path, tiny_base: Path):
    def change(tensors: dict[str, torch.Tensor]) -> None:
        name = sorted(tensors)[0]
        tensors[name] = torch.zeros(4, 7)

    edit(upload, change)
    assert reason_of(upload, tiny_base) == "shape"


def test_foreign_and_missing_tensors_are_refused(upload: Path, tiny_base: Path):
    edit(
        upload, lambda tensors: tensors.update({"base_model.model.lm_head.lora_A.weight": torch.zeros(4, 32)})
    )
    assert reason_of(upload, tiny_base) == "target"
    edit(upload, lambda tensors: [tensors.pop(name) for name in sorted(tensors)[:2]])
    assert reason_of(upload, tiny_base) == "target"


def test_exploding_update_is_refused(upload: Path, tiny_base: Path):
    edit(upload, lambda tensors: [tensor.mul_(1000) for tensor in tensors.values()])
    assert reason_of(upload, tiny_base) == "norm"


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"use_dora": True}, "target"), ({"init_lora_weights": "pissa"}, "variant"), ({"bias": "all"}, "variant"),
     ({"modules_to_save": ["lm_head"]}, "variant"), ({"r": 65}, "rank"), ({"surprise": 1}, "config"),
     ({"target_modules": ["lm_head"]}, "target"), ({"peft_type": "IA3"}, "config")],
)  # fmt: skip
def test_configurations(upload: Path, tiny_base: Path, change: dict, reason: str):
    (upload / "adapter_config.json").write_text(json.dumps(CONFIG | change))
    assert reason_of(upload, tiny_base) == reason


def test_header_tricks_are_refused(upload: Path, tiny_base: Path):
    path = upload / "adapter_model.safetensors"
    good = path.read_bytes()
    length = int.from_bytes(good[:8], "little")
    header = json.loads(good[8 : 8 + length])
    name = next(key for key in header if key != "__metadata__")
    start, end = header[name]["data_offsets"]

    def write(changed: dict, tail: bytes = b"") -> None:
        raw = json.dumps(changed).encode()
        path.write_bytes(len(raw).to_bytes(8, "little") + raw + good[8 + length :] + tail)

    write(header | {name: header[name] | {"data_offsets": [start, end + 4]}})
    assert reason_of(upload, tiny_base) == "header"
    write(header, tail=b"x" * 16)
    assert reason_of(upload, tiny_base) == "header"
    path.write_bytes((1 << 40).to_bytes(8, "little") + good[8:])
    assert reason_of(upload, tiny_base) == "header"


def test_other_base_is_refused(upload: Path, tiny_base: Path):
    manifest = check_upload(upload, "11" * 32, BaseShape.of_folder(tiny_base), [])
    with pytest.raises(WorkerError) as caught:
        check_weights(
            manifest,
            upload / "adapter_model.safetensors",
            base_hash(tiny_base),
            BaseShape.of_folder(tiny_base),
        )
    assert caught.value.reason == "base_mismatch"
