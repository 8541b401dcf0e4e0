"""A run that goes on from another one's step: where it begins, what it is measured against, and that it replays."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import make_adapter, make_rows
from test_training import SETTINGS, STEPS, points_of

from mfworker.training.audit import Claim, audit_run
from mfworker.training.evaluate import evaluate_adapter
from mfworker.training.run import TrainingJob, TrainingOutcome, run_training
from mfworker.wire.errors import WorkerError


def run(base: Path, folder: Path, start: Path | None) -> tuple[TrainingOutcome, list[dict[str, Any]]]:
    folder.mkdir()
    events: list[dict[str, Any]] = []
    given = None if start is None else {"planHash": "11" * 32, "step": 7, "weights": "22" * 32}
    plan = {"settings": SETTINGS, "steps": STEPS, "start": given}
    numerics = {"threads": 1, "dtype": "float32"}
    job = TrainingJob(base, make_rows(24), plan, "00" * 32, [], folder, numerics=numerics, start=start)
    return run_training(job, events.append, lambda: "continue"), events


def test_it_begins_where_the_other_one_was_and_is_measured_against_the_bare_base(
    tiny_base: Path, tmp_path: Path
):
    first, events = run(tiny_base, tmp_path / "first", None)
    weights = tmp_path / "first/checkpoint-7/adapter_model.safetensors"
    second, more = run(tiny_base, tmp_path / "second", weights)
    held_out = [point["loss"] for point in points_of(more) if point["kind"] == "eval"]
    first_held_out = [point["loss"] for point in points_of(events) if point["kind"] == "eval"]
    assert held_out[0] < first_held_out[0], "step 0 is the other run's step 7"
    assert second.base_eval_loss == first.base_eval_loss
    samples = [event["samples"] for event in more if event["event"] == "samples"]
    firsts = [event["samples"] for event in events if event["event"] == "samples"]
    assert [one["base"] for one in samples[0]] == [one["base"] for one in firsts[0]]
    assert second.manifest and second.weights and second.run_manifest
    assert json.loads(second.run_manifest.read_text())["start"]["value"]["step"] == 7
    _, validation = evaluate_adapter(tiny_base, second.manifest, second.weights, make_rows(24), 64, 1)
    assert validation and validation["baseLoss"] == pytest.approx(second.base_eval_loss, rel=1e-4)

    plan = {"settings": SETTINGS, "steps": STEPS, "start": {"step": 7}}
    curve = [point["loss"] for point in points_of(more) if point["kind"] == "train"]
    claim = Claim(
        second.step, second.tokens, second.chain_head, second.weights,
        {step: [loss] for step, loss in enumerate(curve, 1)},
    )  # fmt: skip
    checkpoints = sorted((tmp_path / "second").glob("checkpoint-*"))
    job = TrainingJob(tiny_base, make_rows(24), plan, "00" * 32, [], tmp_path / "audit", start=weights)
    found = audit_run(job, claim, checkpoints, [3])
    assert found["passed"] and found["segments"][0]["lossDifference"] == 0
    untouched = TrainingJob(tiny_base, make_rows(24), plan, "00" * 32, [], tmp_path / "lie")
    assert audit_run(untouched, claim, checkpoints, [3])["finding"] == "rows", (
        "it did not begin where it says"
    )


def test_weights_of_another_form_are_refused(tiny_base: Path, tmp_path: Path):
    _, weights = make_adapter(tiny_base, tmp_path / "other", seed=1, rank=8)
    with pytest.raises(WorkerError) as caught:
        run(tiny_base, tmp_path / "run", weights)
    assert caught.value.reason == "start"
