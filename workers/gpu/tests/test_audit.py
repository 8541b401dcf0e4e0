"""A trusted worker's audit of a finished run: honest runs pass, each kind of forgery is named."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import make_rows
from safetensors.torch import load_file, save_file

from mfworker.training.audit import Claim, audit_run
from mfworker.training.chain import next_head
from mfworker.training.checkpoints import ADAPTER, STATE, stored_state_hash
from mfworker.training.replay import train_rows
from mfworker.training.run import TrainingJob, run_training

SETTINGS = {
    "rank": 4, "alpha": 8, "dropout": 0.0, "learningRate": 5e-3, "batchSize": 4, "epochs": 2, "maxLength": 64,
    "evaluations": 2, "checkpoints": 3, "seed": 7, "earlyStop": False, "keepBest": False,
}  # fmt: skip
STEPS = 10


@dataclass(frozen=True)
class Finished:
    job: TrainingJob
    claim: Claim
    checkpoints: list[Path]


def finish(base: Path, folder: Path, **changes: Any) -> Finished:
    ref = {"id": base.name, "source": "local", "revision": None}
    plan = {"base": ref, "settings": SETTINGS | changes, "steps": STEPS}
    job = TrainingJob(
        base, make_rows(24), plan, "00" * 32, [], folder, numerics={"threads": 1, "dtype": "float32"}
    )
    curve: dict[int, list[float]] = {}

    def emit(event: dict[str, Any]) -> None:
        if event["event"] == "point" and event["point"]["kind"] == "train":
            curve[event["point"]["step"]] = [event["point"]["loss"]]

    outcome = run_training(job, emit, lambda: "continue")
    assert outcome.weights
    claim = Claim(outcome.step, outcome.tokens, outcome.chain_head, outcome.weights, curve)
    checkpoints = sorted(folder.glob("checkpoint-*"))
    return Finished(replace(job, numerics=None), claim, checkpoints)


@pytest.fixture(scope="module")
def honest(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finish(tiny_base, tmp_path_factory.mktemp("honest"))


@pytest.fixture
def forged(honest: Finished, tmp_path: Path) -> Finished:
    """A copy to forge."""
    copies = [Path(shutil.copytree(path, tmp_path / path.name)) for path in honest.checkpoints]
    return replace(honest, checkpoints=copies)


def audit(run: Finished, drawn: list[int] | None = None) -> dict[str, Any]:
    steps = [3, 5, 7, 10] if drawn is None else drawn
    return audit_run(run.job, run.claim, run.checkpoints, steps)


def edit(folder: Path, change: Any) -> None:
    state = json.loads((folder / STATE).read_text())
    change(state)
    (folder / STATE).write_text(json.dumps(state))


def reforge_chain(run: Finished) -> Finished:
    """What a careful liar does after changing losses or states: every head is computed anew."""
    order = train_rows(run.job, STEPS)
    head = run.job.plan_hash
    step = 0
    for folder in sorted(run.checkpoints, key=lambda path: int(path.name.split("-")[1])):
        state = json.loads((folder / STATE).read_text())
        bound = stored_state_hash(folder)
        for loss in state["segment"]:
            step += 1
            ids = [row.record_id for row in order[step - 1]]
            head = next_head(head, step, ids, loss, bound if step == state["step"] else None)
        edit(folder, lambda state, head=head: state.update(head=head))
    return replace(run, claim=replace(run.claim, chain_head=head))


def test_an_honest_run_passes_with_every_segment_replayed(honest: Finished):
    found = audit(honest)
    assert found["passed"] and found["finding"] is None
    assert [(s["first"], s["last"]) for s in found["segments"]] == [(1, 3), (4, 7), (8, 10)]
    assert max(s["lossDifference"] for s in found["segments"]) == 0
    assert min(s["cosine"] for s in found["segments"]) == pytest.approx(1)
    assert found["rows"]["count"] > 0 and found["rows"]["lossDifference"] < 1e-6


@pytest.mark.parametrize(
    "changes", [{"dropout": 0.1}, {"keepBest": True, "evaluations": 4, "earlyStop": True}]
)
def test_honest_runs_with_dropout_or_the_best_kept_pass(
    tiny_base: Path, tmp_path: Path, changes: dict[str, Any]
):
    run = finish(tiny_base, tmp_path, **changes)
    steps = [int(path.name.split("-")[1]) for path in run.checkpoints]
    found = audit(run, steps)
    assert found["passed"], found
    assert len(found["segments"]) == len(steps)


def test_only_drawn_segments_are_replayed(honest: Finished):
    assert [s["last"] for s in audit(honest, [7])["segments"]] == [7]


def test_a_prettier_curve_is_found_even_with_its_chain_made_anew(forged: Finished):
    for folder in forged.checkpoints:
        edit(folder, lambda state: state.update(segment=[loss * 0.9 for loss in state["segment"]]))
    assert audit(forged)["finding"] == "chain"
    pretty = reforge_chain(forged)
    assert audit(pretty)["finding"] == "curve"
    curve = {step: [losses[0] * 0.9] for step, losses in pretty.claim.curve.items()}
    assert audit(replace(pretty, claim=replace(pretty.claim, curve=curve)))["finding"] == "rows"


def test_weights_that_no_step_of_the_chain_made_are_found(forged: Finished, tmp_path: Path):
    tensors = load_file(str(forged.claim.weights))
    other = tmp_path / "other.safetensors"
    save_file({name: tensor * 1.01 for name, tensor in tensors.items()}, str(other))
    assert audit(replace(forged, claim=replace(forged.claim, weights=other)))["finding"] == "weights"


def test_a_state_that_training_did_not_make_is_found_by_the_replay(forged: Finished, tmp_path: Path):
    last = forged.checkpoints[-1] if forged.checkpoints[-1].name == "checkpoint-10" else forged.checkpoints[0]
    tensors = load_file(str(last / ADAPTER))
    save_file({name: tensor.flip(0).contiguous() for name, tensor in tensors.items()}, str(last / ADAPTER))
    lie = reforge_chain(forged)
    lie = replace(lie, claim=replace(lie.claim, weights=last / ADAPTER))
    found = audit(lie)
    assert (found["finding"], found["at"]) == ("replay", 10)
    assert found["segments"][-1]["cosine"] < 0.99


def test_more_tokens_or_steps_than_were_trained_are_found(honest: Finished):
    assert (
        audit(replace(honest, claim=replace(honest.claim, tokens=honest.claim.tokens * 2)))["finding"]
        == "tokens"
    )
    assert audit(replace(honest, claim=replace(honest.claim, step=9)))["finding"] == "chain"


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.update(step=10**9),
        lambda state: state.update(segment=["x"] * len(state["segment"])),
        lambda state: state.update(numerics={"threads": 10**9, "dtype": "float32"}),
        lambda state: state.pop("micro"),
        lambda state: state.update(head="zz"),
    ],
)
def test_a_checkpoint_of_wrong_form_is_a_finding_and_no_crash(forged: Finished, change: Any):
    edit(forged.checkpoints[0], change)
    assert audit(forged)["finding"] == "checkpoint"
