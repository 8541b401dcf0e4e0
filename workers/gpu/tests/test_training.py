"""Runs of a few steps on a tiny random base: events, resume, stops, failures."""

from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import make_rows
from safetensors.torch import load_file

from mfworker.jobs.train import unpack_checkpoint
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.runtime.uploads import pack_folder
from mfworker.training import run as run_module
from mfworker.training.evaluate import evaluate_adapter
from mfworker.training.run import TrainingJob, TrainingOutcome, run_training
from mfworker.wire.errors import WorkerError

SETTINGS = {
    "rank": 4, "alpha": 8, "learningRate": 5e-3, "batchSize": 4, "epochs": 2, "maxLength": 64, "evaluations": 2,
    "checkpoints": 3, "attributionCheckpoints": 2, "earlyStop": False, "keepBest": False, "seed": 7,
}  # fmt: skip
STEPS = 10


def train(
    base: Path, folder: Path, command: Any = None, resume: Path | None = None, **changes: Any
) -> tuple[TrainingOutcome, list[dict[str, Any]]]:
    folder.mkdir(parents=True, exist_ok=True)
    events: list[dict[str, Any]] = []
    plan = {"settings": SETTINGS | changes, "steps": STEPS}
    job = TrainingJob(
        base, changes.pop("rows", None) or make_rows(24), plan, "00" * 32, ["0xaa"], folder, resume
    )
    outcome = run_training(job, events.append, lambda: command(events) if command else "continue")
    return outcome, events


@pytest.fixture(scope="module")
def whole(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("whole")
    return *train(tiny_base, folder), folder


def test_a_run_reports_every_step_and_leaves_a_named_adapter(whole, tiny_base: Path):
    outcome, events, _ = whole
    points = [event["point"] for event in events if event["event"] == "point"]
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


def test_resumed_equals_uninterrupted_bit_by_bit(tiny_base: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(run_module, "_probe", lambda *a: run_module.Choice(1, torch.float32, {}))
    torch.set_num_threads(1)
    first, _ = train(tiny_base, tmp_path / "first")
    saved = sorted(path for path in (tmp_path / "first").glob("checkpoint-*") if path.is_dir())
    checkpoint = next(path for path in saved if path.name == "checkpoint-3")
    archive = pack_folder(checkpoint, tmp_path / "checkpoint.tar")
    second, events = train(
        tiny_base, tmp_path / "second", resume=unpack_checkpoint(archive, tmp_path / "unpacked")
    )
    assert first.weights and second.weights
    one, two = load_file(str(first.weights)), load_file(str(second.weights))
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert first.chain_head == second.chain_head
    steps = [event["point"]["step"] for event in events if event["event"] == "point"]
    assert min(steps) == 4


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

    real = trainer.token_losses
    monkeypatch.setattr(trainer, "token_losses", lambda *a: (real(*a)[0] * float("nan"), None))
    with pytest.raises(WorkerError) as caught:
        train(tiny_base, tmp_path)
    assert caught.value.code == "numeric_failure"


def test_keep_best_publishes_the_best_evaluation(tiny_base: Path, tmp_path: Path):
    outcome, _ = train(tiny_base, tmp_path, keepBest=True, learningRate=5e-3)
    assert outcome.eval_loss is not None
    assert outcome.base_eval_loss is not None and outcome.eval_loss < outcome.base_eval_loss


def test_evaluation_compares_base_and_tuned(whole, tiny_base: Path):
    outcome, _, _ = whole
    report = evaluate_adapter(tiny_base, outcome.manifest, outcome.weights, make_rows(24), 64, 1)
    assert report["rows"] == 3
    assert report["tunedLoss"] < report["baseLoss"]
    assert report["deltaLoss"]["low"] <= report["deltaLoss"]["mean"] <= report["deltaLoss"]["high"]
    assert report["changedAnswers"]["of"] == 3
    assert {sample["group"] for sample in report["samples"]} <= {"best", "worst", "random"}
