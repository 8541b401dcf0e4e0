"""rsLoRA, DoRA, NEFTune and packing: they do what their name says, replay, and stay right where adapters are used."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import make_adapter, make_rows
from peft import PeftModel
from test_engine import PROMPTS
from test_training import ONE_THREAD, SETTINGS, STEPS, points_of, train

from mfworker.attribution.subject import Subject
from mfworker.modeling.adapters.gate import base_norms, check_weights
from mfworker.modeling.adapters.lora import add_lora, load_lora
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import load_base
from mfworker.modeling.base_files import base_hash
from mfworker.modeling.losses import row_losses, token_losses
from mfworker.modeling.rendering import ChatRenderer
from mfworker.modeling.shapes import BaseShape
from mfworker.serving.lora.store import AdapterStore
from mfworker.serving.model_runner import Item, ModelRunner
from mfworker.storage.blob_cache import BlobCache
from mfworker.training.audit import Claim, audit_run
from mfworker.training.batch import BatchMaker, batch_losses, pack, place
from mfworker.training.checkpoints import adapter_tensors
from mfworker.training.evaluate import evaluate_adapter
from mfworker.training.examples import Example, collate, make_examples
from mfworker.training.export import _write_adapter, export_run
from mfworker.training.run import TrainingJob
from mfworker.training.settings import Settings
from mfworker.training.trainer import attach_lora
from mfworker.wire.errors import WorkerError

METHODS = [
    {"rslora": True},
    {"dora": True},
    {"neftune": 5.0},
    {"packing": True, "neftune": 5.0, "dora": True},
]


def uneven(base: Path) -> list[Example]:
    rows = make_rows(16)
    for row in rows[::3]:
        row["messages"][0]["content"] = "Where is the key? " * 3 + row["messages"][0]["content"]
    return make_examples(rows, ChatRenderer(base), 96, frozenset({"train"}))


def train_losses(events: list[dict[str, Any]]) -> list[float]:
    return [point["loss"] for point in points_of(events) if point["kind"] == "train"]


@pytest.fixture(scope="module")
def plain(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory):
    outcome, events = train(tiny_base, tmp_path_factory.mktemp("plain"), numerics=ONE_THREAD)
    return outcome, train_losses(events)


@pytest.mark.parametrize("family", ["bundled_base", "qwen_base"])
def test_packed_rows_have_the_loss_and_the_gradient_of_padded_ones(
    family: str, request: pytest.FixtureRequest
):
    base = request.getfixturevalue(family)
    rows, pad = uneven(base), ChatRenderer(base).pad_id
    packed = pack(rows, place([len(row.ids) for row in rows], 96), pad)
    padded = collate(rows, pad)
    assert packed["input_ids"].numel() < padded[0].numel(), "packing must save padding"
    found = []
    for batch in ({"input_ids": padded[0], "labels": padded[1]}, packed):
        model = attach_lora(load_base(base), Settings(rank=4, alpha=8))
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.05, generator=torch.Generator().manual_seed(1))
        losses = batch_losses(model, batch)
        losses.sum().backward()
        found.append((losses.detach(), [p.grad for p in model.parameters() if p.requires_grad]))
    (losses, gradients), (others, packed_gradients) = found
    torch.testing.assert_close(losses.sort().values, others.sort().values, rtol=1e-4, atol=1e-5)
    for one, other in zip(gradients, packed_gradients, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)


def test_packed_rows_see_nothing_of_each_other(bundled_base: Path):
    rows = uneven(bundled_base)[:3]
    places = [(0, 0), (0, len(rows[0].ids)), (0, len(rows[0].ids) + len(rows[1].ids))]
    model = load_base(bundled_base)

    def last_row_losses(middle: Example) -> torch.Tensor:
        made = pack([rows[0], middle, rows[2]], places, 0)
        kept = made | {"labels": made["labels"].clone()}
        kept["labels"][:, : places[2][1]] = -100
        return batch_losses(model, kept)

    other = Example(0, "x", "x", [], rows[1].ids[::-1], rows[1].labels[::-1], 0)
    torch.testing.assert_close(last_row_losses(rows[1]), last_row_losses(other))


def test_places_respect_the_length_and_split_evenly():
    lengths = [40, 10, 33, 21, 60, 5, 18, 90]
    places = place(lengths, 100)
    filled = [0] * (1 + max(sequence for sequence, _ in places))
    for length, (sequence, _) in zip(lengths, places, strict=True):
        filled[sequence] += length
    assert len(filled) == 3 and max(filled) <= 100 and min(filled) >= 80
    assert place([120, 30], 100) == [(0, 0), (1, 0)]


def test_a_packed_run_is_the_padded_run(tiny_base: Path, tmp_path: Path, plain):
    outcome, events = train(tiny_base, tmp_path, numerics=ONE_THREAD, packing=True)
    assert train_losses(events) == pytest.approx(plain[1], rel=1e-4)
    assert outcome.tokens == plain[0].tokens, "what is counted and paid are tokens of rows, not of padding"


def test_noise_is_trained_with_and_nowhere_else(tiny_base: Path, tmp_path: Path, plain):
    outcome, events = train(tiny_base, tmp_path, numerics=ONE_THREAD, neftune=5.0)
    losses = train_losses(events)
    assert losses[0] != pytest.approx(plain[1][0], rel=1e-6)
    assert losses[0] == pytest.approx(plain[1][0], rel=0.5)
    assert outcome.base_eval_loss == plain[0].base_eval_loss
    assert outcome.run_manifest
    manifest = json.loads(outcome.run_manifest.read_text())
    assert manifest["method"]["value"]["neftune"] == 5.0


def test_noise_has_its_size_and_depends_on_step_and_row_alone(tiny_base: Path):
    rows = uneven(tiny_base)[:4]
    make = BatchMaker(Settings(neftune=5.0, seed=3), 1, 32)
    whole = make(rows, 2)["noise"]
    alone = make(rows[2:3], 2)["noise"][0]
    count = len(rows[2].ids)
    assert torch.equal(whole[2, :count], alone[:count]), "a batch in parts meets the same noise"
    assert not whole[2, count:].any()
    limit = 5 / (count * 32) ** 0.5
    assert 0.9 * limit < whole[2].abs().max() <= limit
    assert not torch.equal(make(rows, 3)["noise"], whole)
    assert torch.equal(
        BatchMaker(Settings(neftune=5.0, seed=3, packing=True, max_length=96), 1, 32)(rows[2:3], 2)["noise"][
            0
        ],
        alone,
    )


@pytest.mark.parametrize("changes", METHODS)
def test_a_run_with_it_resumes_bit_by_bit_and_passes_its_audit(
    tiny_base: Path, tmp_path: Path, changes: dict[str, Any]
):
    first, events = train(tiny_base, tmp_path / "first", numerics=ONE_THREAD, **changes)
    second, _ = train(tiny_base, tmp_path / "second", resume=tmp_path / "first/checkpoint-7", **changes)
    assert first.chain_head == second.chain_head
    assert first.weights and first.manifest
    ref = {"id": tiny_base.name, "source": "local", "revision": None}
    plan = {"base": ref, "settings": SETTINGS | changes, "steps": STEPS}
    job = TrainingJob(tiny_base, make_rows(24), plan, "00" * 32, [], tmp_path / "audit")
    curve = {step: [loss] for step, loss in enumerate(train_losses(events), 1)}
    claim = Claim(first.step, first.tokens, first.chain_head, first.weights, curve)
    checkpoints = sorted((tmp_path / "first").glob("checkpoint-*"))
    found = audit_run(job, claim, checkpoints, [3, 7])
    assert (found["passed"], found["finding"]) == (True, None)
    assert [segment["lossDifference"] for segment in found["segments"]] == [0, 0]
    assert found["rows"]["lossDifference"] < 1e-4
    if "neftune" in changes and "dora" not in changes:
        # Having trained without the plan's noise is a lie that the chain does not see: the losses do.
        lie = TrainingJob(
            tiny_base,
            make_rows(24),
            {"base": ref, "settings": SETTINGS, "steps": STEPS},
            "00" * 32,
            [],
            tmp_path,
        )
        assert audit_run(lie, claim, checkpoints, [7])["finding"] == "rows"


def test_rslora_scales_by_the_root_of_the_rank(tiny_base: Path, tmp_path: Path):
    outcome, _ = train(tiny_base, tmp_path, rslora=True)
    assert outcome.manifest and outcome.manifest.scale == 8 / 4**0.5
    assert outcome.weights
    again = AdapterManifest.parse(outcome.manifest.to_bytes())
    _, validation = evaluate_adapter(tiny_base, again, outcome.weights, make_rows(24), 64, 1)
    assert validation and validation["tunedLoss"] == pytest.approx(outcome.eval_loss, rel=1e-4)


@pytest.mark.parametrize("family", ["tiny_base", "qwen_base"])
def test_dora_is_trained_and_every_reader_of_it_agrees_with_peft(
    family: str, tmp_path: Path, request: pytest.FixtureRequest
):
    base = request.getfixturevalue(family)
    manifest, weights = make_adapter(base, tmp_path / "made", seed=5, magnitude=True)
    _write_adapter(base, manifest, weights, tmp_path / "peft")
    peft = PeftModel.from_pretrained(load_base(base), str(tmp_path / "peft")).eval()
    shape = BaseShape.of_folder(base)
    ours = load_base(base)
    load_lora(add_lora(ours, list(shape.linears(manifest.targets)), manifest), weights)
    ids, labels = collate(uneven(base), 1)
    with torch.no_grad():
        wanted = token_losses(peft, ids, labels)[0]
        torch.testing.assert_close(token_losses(ours, ids, labels)[0], wanted, rtol=1e-4, atol=1e-4)
        assert not torch.allclose(token_losses(load_base(base), ids, labels)[0], wanted, rtol=1e-2)
    exported = export_run(
        base, manifest, weights, [row["messages"][:-1] for row in make_rows(8)], tmp_path / "out"
    )
    assert exported.formats == ["adapter", "merged", "gguf"], exported.withheld

    model = load_base(base)
    runner = ModelRunner(model, shape)
    blobs = BlobCache(tmp_path / "cache", None)
    blobs.keep(weights, manifest.weights)
    blobs.keep(_blob(tmp_path, manifest), manifest.hash)
    store = AdapterStore(
        blobs, manifest.base, shape, {}, torch.float32, torch.device("cpu"), lambda: None, model.get_submodule
    )
    store.put(manifest.hash, "tuned")
    store._pool.shutdown(wait=True)
    adapter = store.get(manifest.hash)
    assert adapter.state == "resident", adapter.reason
    items = [
        Item(p, runner.new_cache(20), w) for p, w in zip(PROMPTS[:2], [None, adapter.weights], strict=True)
    ]
    logits = runner.step(items)
    with torch.no_grad():
        base_logits = load_base(base)(torch.tensor([PROMPTS[0]])).logits[0, -1]
        torch.testing.assert_close(logits[0], base_logits, rtol=1e-4, atol=1e-3)
        tuned = peft(torch.tensor([PROMPTS[1]])).logits[0, -1]
        torch.testing.assert_close(logits[1], tuned, rtol=1e-4, atol=1e-3)


def _blob(folder: Path, manifest: AdapterManifest) -> Path:
    path = folder / "manifest"
    path.write_bytes(manifest.to_bytes())
    return path


def test_dora_attribution_takes_the_gradients_of_training(tiny_base: Path, tmp_path: Path):
    """Also of the lengths, and with the norm held constant as PEFT does."""
    manifest, weights = make_adapter(tiny_base, tmp_path, seed=3, magnitude=True)
    subject = Subject(tiny_base, manifest)
    subject.load(weights)
    rows = uneven(tiny_base)[:4]
    ids, labels = collate(rows, 1)
    batched = torch.from_numpy(subject.gradients(subject.model, ids, labels))
    _write_adapter(tiny_base, manifest, weights, tmp_path / "peft")
    peft = PeftModel.from_pretrained(load_base(tiny_base), str(tmp_path / "peft"), is_trainable=True).eval()
    names = list(adapter_tensors(peft))
    for row, example in enumerate(rows):
        peft.zero_grad()
        row_losses(peft, *collate([example], 1))[0].backward()
        found = [p.grad for n, p in peft.named_parameters() if ".lora_" in n]
        grads: dict[str, Any] = dict(zip(names, found, strict=True))
        flat = torch.cat([
            grads[f"base_model.model.{name}.{part}"].flatten()
            for name in sorted(subject.layers)
            for part in ("lora_A.weight", "lora_B.weight", "lora_magnitude_vector")
        ])  # fmt: skip
        torch.testing.assert_close(batched[row], flat, rtol=1e-3, atol=1e-4 * float(flat.abs().max()))


def test_the_gate_knows_dora(tiny_base: Path, tmp_path: Path):
    shape, identity = BaseShape.of_folder(tiny_base), base_hash(tiny_base)
    norms = base_norms(tiny_base, shape)
    manifest, weights = make_adapter(tiny_base, tmp_path / "dora", seed=1, magnitude=True)
    again = AdapterManifest.parse(manifest.to_bytes())
    assert (again.hash, again.magnitude) == (manifest.hash, True)
    check_weights(manifest, weights, identity, shape, norms)
    plain_manifest, plain_weights = make_adapter(tiny_base, tmp_path / "lora", seed=1)
    for wrong, file, reason in [
        (manifest, plain_weights, "target"),
        (plain_manifest, weights, "target"),
    ]:
        with pytest.raises(WorkerError) as caught:
            check_weights(wrong, file, identity, shape, norms)
        assert caught.value.reason == reason
    with pytest.raises(WorkerError) as caught:
        check_weights(manifest, weights, identity, shape, {name: 0.01 for name in norms})
    assert caught.value.reason == "norm"
