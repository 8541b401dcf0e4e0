"""An honest segment replays; a forged loss, forged weights, skipped steps and foreign rows do not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import make_rows
from safetensors.torch import load_file, save_file

from mfworker.cli import main
from mfworker.runtime.uploads import pack_folder
from mfworker.training.replay import Replay, replay_segment
from mfworker.training.run import TrainingJob, run_training
from mfworker.wire.errors import WorkerError

SETTINGS = {
    "rank": 4, "alpha": 8, "dropout": 0.1, "learningRate": 5e-3, "batchSize": 4, "epochs": 2, "maxLength": 64,
    "evaluations": 2, "checkpoints": 3, "seed": 7,
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainingJob:
    """A finished run with checkpoints of steps 3, 7 and 10; dropout shows whether the random state is restored."""
    folder = tmp_path_factory.mktemp("run")
    base = {"id": tiny_base.name, "source": "local", "revision": None}
    plan = {"base": base, "settings": SETTINGS, "steps": 10}
    numerics = {"threads": 1, "dtype": "float32"}
    job = TrainingJob(tiny_base, make_rows(24), plan, "00" * 32, [], folder, numerics=numerics)
    run_training(job, lambda event: None, lambda: "continue")
    return job


@pytest.fixture
def after(run: TrainingJob, tmp_path: Path) -> Path:
    """A copy of the second checkpoint, to forge."""
    return Path(shutil.copytree(run.folder / "checkpoint-7", tmp_path / "after"))


def replayed(job: TrainingJob, after: Path) -> Replay:
    return replay_segment(job, job.folder / "checkpoint-3", after)


def edit_state(folder: Path, change: Any) -> None:
    state = json.loads((folder / "state.json").read_text())
    change(state)
    (folder / "state.json").write_text(json.dumps(state))


def test_an_honest_segment_comes_out_bit_for_bit(run: TrainingJob, after: Path):
    found = replayed(run, after)
    assert (found.first, found.last, found.loss_difference, found.passed) == (4, 7, 0.0, True)
    assert found.cosine == pytest.approx(1)


def test_a_prettier_curve_breaks_the_chain_and_the_losses(run: TrainingJob, after: Path):
    edit_state(after, lambda state: state.update(segment=[loss * 0.99 for loss in state["segment"]]))
    found = replayed(run, after)
    assert not found.chain_holds and not found.passed
    assert found.loss_difference == pytest.approx(0.01, rel=0.05)


def test_other_weights_than_the_committed_ones_are_found(run: TrainingJob, after: Path):
    weights = load_file(str(after / "adapter_model.safetensors"))
    before = load_file(str(run.folder / "checkpoint-3/adapter_model.safetensors"))
    turned = {name: 2 * before[name] - tensor for name, tensor in weights.items()}
    save_file(turned, str(after / "adapter_model.safetensors"))
    found = replayed(run, after)
    assert not found.chain_holds
    assert found.cosine == pytest.approx(-1)
    assert found.loss_difference == 0


def test_other_rows_than_the_claimed_ones_are_found(run: TrainingJob, after: Path):
    rows = make_rows(24)
    for row in rows:
        row["messages"][-1]["content"] = row["messages"][-1]["content"].upper()
    other = TrainingJob(run.base_folder, rows, run.plan, run.plan_hash, [], run.folder)
    assert replayed(other, after).loss_difference > 0.002


def test_a_gap_between_the_checkpoints_is_refused(run: TrainingJob):
    with pytest.raises(WorkerError, match="does not follow the one of step 3"):
        replayed(run, run.folder / "checkpoint-10")


def test_the_command_audits_two_archives(
    run: TrainingJob,
    after: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("MODELS_DIR", str(run.base_folder.parent))
    (tmp_path / "plan.json").write_text(json.dumps(run.plan))
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in run.rows))
    archives = [
        str(pack_folder(run.folder / f"checkpoint-{step}", tmp_path / f"{step}.tar")) for step in (3, 7)
    ]
    files = ["--plan", str(tmp_path / "plan.json"), "--rows", str(tmp_path / "rows.jsonl")]
    assert main(["replay", *files, *archives]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["passed"] is True
    edit_state(after, lambda state: state.update(head="11" * 32))
    forged = str(pack_folder(after, tmp_path / "forged.tar"))
    assert main(["replay", *files, archives[0], forged]) == 1
    assert main(["replay", *files, archives[1], archives[0]]) == 2
