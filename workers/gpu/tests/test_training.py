"""Runs of a few steps on a tiny random base: events, resume, stops, failures."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import make_rows
from safetensors.torch import load_file

from mfworker.jobs.train import unpack_checkpoint
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import load_base
from mfworker.modeling.losses import row_losses
from mfworker.modeling.rendering import ChatRenderer
from mfworker.runtime.uploads import pack_folder
from mfworker.training.evaluate import evaluate_adapter
from mfworker.training.examples import collate, make_examples
from mfworker.training.memory import MicroBatch
from mfworker.training.run import TrainingJob, TrainingOutcome, run_training
from mfworker.training.settings import Settings
from mfworker.training.trainer import attach_lora, recompute_activations
from mfworker.wire.errors import WorkerError

SETTINGS = {
    "rank": 4, "alpha": 8, "learningRate": 5e-3, "batchSize": 4, "epochs": 2, "maxLength": 64, "evaluations": 2,
    "checkpoints": 3, "attributionCheckpoints": 2, "earlyStop": False, "keepBest": False, "seed": 7,
}  # fmt: skip
STEPS = 10
LORA_B = "base_model.model.model.layers.1.mlp.down_proj.lora_B.default.weight"
ONE_THREAD = {"threads": 1, "dtype": "float32"}


def train(
    base: Path,
    folder: Path,
    command: Any = None,
    resume: Path | None = None,
    numerics: dict[str, Any] | None = None,
    **changes: Any,
) -> tuple[TrainingOutcome, list[dict[str, Any]]]:
    folder.mkdir(parents=True, exist_ok=True)
    events: list[dict[str, Any]] = []
    plan = {"settings": SETTINGS | changes, "steps": STEPS}
    job = TrainingJob(base, make_rows(24), plan, "00" * 32, ["0xaa"], folder, resume, numerics)
    outcome = run_training(job, events.append, lambda: command(events) if command else "continue")
    return outcome, events


def points_of(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event["point"] for event in events if event["event"] == "point"]


@pytest.fixture(scope="module")
def whole(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("whole")
    return *train(tiny_base, folder), folder


def test_a_run_reports_every_step_and_leaves_a_named_adapter(whole, tiny_base: Path):
    outcome, events, _ = whole
    points = points_of(events)
    losses = [point["loss"] for point in points if point["kind"] == "train"]
    assert [p["step"] for p in points if p["kind"] == "train"] == list(range(1, STEPS + 1))
    assert [p["step"] for p in points if p["kind"] == "eval"] == [0, 5, 10]
    assert losses[-1] < losses[0]
    assert outcome.outcome == "succeeded"
    assert outcome.manifest and outcome.weights
    assert AdapterManifest.parse(outcome.manifest.to_bytes()).hash == outcome.manifest.hash
    assert [step for step, _, _ in outcome.checkpoints] == [3, 10]
    samples = [event["samples"] for event in events if event["event"] == "samples"]
    assert [len(group) for group in samples] == [3, 3, 3]
    assert samples[0][0]["base"] == samples[0][0]["tuned"]


@pytest.mark.parametrize("changes", [{"dropout": 0.1}, {"keepBest": True, "attributionCheckpoints": 3}])
def test_resumed_equals_uninterrupted_bit_by_bit(tiny_base: Path, tmp_path: Path, changes: dict[str, Any]):
    """Also what is published: the best evaluation may lie before the resumed step, attribution's marks too."""
    first, _ = train(tiny_base, tmp_path / "first", numerics=ONE_THREAD, **changes)
    archive = pack_folder(tmp_path / "first" / "checkpoint-7", tmp_path / "checkpoint.tar")
    resume = unpack_checkpoint(archive, tmp_path / "unpacked")
    second, events = train(tiny_base, tmp_path / "second", resume=resume, **changes)
    assert first.weights and second.weights
    one, two = load_file(str(first.weights)), load_file(str(second.weights))
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert (first.chain_head, first.eval_loss) == (second.chain_head, second.eval_loss)
    assert [(step, rate, path.read_bytes()) for step, rate, path in first.checkpoints] == [
        (step, rate, path.read_bytes()) for step, rate, path in second.checkpoints
    ]
    assert len(first.checkpoints) == changes.get("attributionCheckpoints", 2)
    assert [p["step"] for p in points_of(events) if p["kind"] == "train"] == [8, 9, 10]
    assert second.numerics == ONE_THREAD


def test_best_weights_from_before_the_interruption_are_published(tiny_base: Path, tmp_path: Path):
    """A rate that ruins the second half: step 5 stays the best, and the resumed run must still have it."""
    changes = {"keepBest": True, "learningRate": 0.1, "schedule": "constant", "warmupRatio": 0, "clip": 10}
    first, _ = train(tiny_base, tmp_path / "first", numerics=ONE_THREAD, evaluations=10, **changes)
    loss, step = json.loads((tmp_path / "first/checkpoint-10/state.json").read_text())["best"]
    assert 0 < step < 7, "the rate must spoil the run after its first steps"
    second, _ = train(
        tiny_base, tmp_path / "second", resume=tmp_path / "first/checkpoint-7", evaluations=10, **changes
    )
    assert second.eval_loss == first.eval_loss == loss


def test_running_out_of_memory_halves_the_batch_and_changes_nothing(bundled_base: Path, tmp_path: Path):
    """A real limit on the process's memory; the same run without it gives the same losses."""
    runs = {}
    for name, spare in (("free", 4000), ("tight", 150)):
        command = [
            sys.executable,
            str(Path(__file__).with_name("limited_run.py")),
            str(bundled_base),
            str(spare),
        ]
        done = subprocess.run([*command, str(tmp_path / name)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        runs[name] = json.loads(done.stdout.splitlines()[-1])
    assert runs["free"]["micro"] == {"rows": 16, "halvings": 0, "recomputing": False}
    assert runs["tight"]["micro"]["halvings"] >= 1
    assert any("at a time; the result stays the same" in text for text in runs["tight"]["logs"])
    assert runs["tight"]["losses"] == pytest.approx(runs["free"]["losses"], rel=1e-4)


def test_measures_against_missing_memory_come_in_order_and_end_with_a_sentence():
    done: list[str] = []
    micro = MicroBatch(8, lambda: done.append("recompute"), done.append)

    def compute(rows: int) -> int:
        done.append(f"try {rows}")
        if rows > 2:
            raise MemoryError
        return rows

    assert micro.run(compute, lambda: done.append("reset")) == 2
    assert [step for step in done if not step.startswith("Memory")] == [
        "try 8", "reset", "try 4", "reset", "try 2",
    ]  # fmt: skip

    def hopeless(rows: int) -> int:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")

    with pytest.raises(WorkerError) as caught:
        micro.run(hopeless, lambda: None)
    assert (caught.value.code, caught.value.reason, done[-2]) == ("gpu_out_of_memory", "row", "recompute")
    with pytest.raises(RuntimeError, match="shape"):
        micro.run(lambda rows: torch.zeros(2).view(3), lambda: None)


def test_recomputed_activations_give_the_same_gradients(tiny_base: Path):
    settings = Settings.from_wire(SETTINGS)
    examples = make_examples(make_rows(8), ChatRenderer(tiny_base), 64, frozenset({"train"}))
    ids, labels = collate(examples, 1)
    gradients = []
    for recompute in (False, True):
        model = attach_lora(load_base(tiny_base), settings).train()
        torch.nn.init.normal_(model.get_parameter(LORA_B), generator=torch.Generator().manual_seed(1))
        if recompute:
            recompute_activations(model)
        row_losses(model, ids, labels).sum().backward()
        gradients.append([p.grad for p in model.parameters() if p.requires_grad])
    assert any(bool(gradient.any()) for gradient in gradients[0])
    for kept, recomputed in zip(*gradients, strict=True):
        torch.testing.assert_close(kept, recomputed)


def test_stop_and_keep_saves_where_it_is(tiny_base: Path, tmp_path: Path):
    def command(events: list[dict[str, Any]]) -> str:
        return "save_and_stop" if sum(e["event"] == "point" for e in events) > 5 else "continue"

    outcome, events = train(tiny_base, tmp_path, command)
    assert outcome.outcome == "stopped"
    assert outcome.weights and outcome.step < STEPS
    assert events[-1]["event"] in ("phase", "checkpoint")


def test_stop_and_discard_leaves_no_adapter(tiny_base: Path, tmp_path: Path):
    outcome, _ = train(tiny_base, tmp_path, lambda events: "discard_and_stop")
    assert (outcome.outcome, outcome.manifest) == ("cancelled", None)


def test_a_loss_that_is_not_finite_stops_the_run(tiny_base: Path, tmp_path: Path, monkeypatch):
    from mfworker.training import trainer

    real = trainer.batch_losses
    monkeypatch.setattr(trainer, "batch_losses", lambda *a: real(*a) * float("nan"))
    with pytest.raises(WorkerError) as caught:
        train(tiny_base, tmp_path)
    assert caught.value.code == "numeric_failure"


def test_keep_best_publishes_the_best_evaluation(tiny_base: Path, tmp_path: Path):
    outcome, _ = train(tiny_base, tmp_path, keepBest=True, learningRate=5e-3)
    assert outcome.eval_loss is not None
    assert outcome.base_eval_loss is not None and outcome.eval_loss < outcome.base_eval_loss


def test_evaluation_compares_base_and_tuned(whole, tiny_base: Path):
    outcome, _, _ = whole
    report, _ = evaluate_adapter(tiny_base, outcome.manifest, outcome.weights, make_rows(24), 64, 1)
    assert report["rows"] == 3
    assert report["tunedLoss"] < report["baseLoss"]
    assert report["deltaLoss"]["low"] <= report["deltaLoss"]["mean"] <= report["deltaLoss"]["high"]
    assert report["changedAnswers"]["of"] == 3
    assert {sample["group"] for sample in report["samples"]} <= {"best", "worst", "random"}
