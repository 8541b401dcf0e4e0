"""Replays the steps between two checkpoints of a run and says whether the second one is what they lead to.

Three questions: do the claimed losses and the stored state lead from the first chain head to the second,
do the losses come out again, and does the update point the same way. The limits are those of the training
specification, section 8: with the claimed number type 0.2 % on the same kind of device, 1 % on another,
cosine 0.99.
"""

import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from mfworker.modeling.base import load_base
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.chain import next_head
from mfworker.training.checkpoints import (
    ADAPTER,
    adapter_tensors,
    begin_from,
    checkpoint_name,
    read_state,
    stored_state_hash,
)
from mfworker.training.examples import Example, make_examples
from mfworker.training.monitor import device_name
from mfworker.training.order import batches
from mfworker.training.run import TrainingJob, run_training
from mfworker.training.settings import Settings
from mfworker.training.trainer import attach_lora
from mfworker.wire.errors import WorkerError

SAME_DEVICE_DIFFERENCE, OTHER_DEVICE_DIFFERENCE = 0.002, 0.01
MIN_COSINE = 0.99
# They change no weight of a step, and a replay publishes nothing.
UNNEEDED = {"evaluations": 1, "earlyStop": False, "keepBest": False, "attributionCheckpoints": 1}


@dataclass(frozen=True)
class Replay:
    """`first` and `last` are the replayed steps; `loss_difference` is the largest relative one, `limit` its bound."""

    first: int
    last: int
    chain_holds: bool
    loss_difference: float
    cosine: float
    limit: float = SAME_DEVICE_DIFFERENCE

    @property
    def passed(self) -> bool:
        return self.chain_holds and self.loss_difference <= self.limit and self.cosine >= MIN_COSINE

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"passed": self.passed}


def loss_limit(state: dict[str, Any]) -> float:
    """How far a loss may be off here from what the device of a checkpoint's state computed."""
    return SAME_DEVICE_DIFFERENCE if state.get("device") == device_name() else OTHER_DEVICE_DIFFERENCE


def relative(ours: float, theirs: float) -> float:
    """Relative difference; below a thousandth of a nat the absolute one, where rounding decides."""
    return abs(ours - theirs) / max(abs(theirs), 1e-3)


def start_state(job: TrainingJob) -> dict[str, Any]:
    """What stands before step 1, in the form of a checkpoint's state."""
    return {"step": 0, "head": job.plan_hash}


def replay_segment(job: TrainingJob, before: Path | None, after: Path) -> Replay:
    """Compute the steps from checkpoint `before` (None: the start) to `after` again; `job` is the run's.

    Raises WorkerError `invalid_input`/segment when the second is not the next checkpoint after the first.
    """
    end = read_state(after)
    start = read_state(before) if before else start_state(job)
    claimed: list[float] = end["segment"]
    if end["step"] - start["step"] != len(claimed) or not claimed:
        raise WorkerError(
            "invalid_input",
            f"The checkpoint of step {end['step']} does not follow the one of step {start['step']}.",
            "segment",
        )
    calls = 0

    def command() -> str:
        nonlocal calls
        calls += 1
        return "save_and_stop" if calls == len(claimed) else "continue"

    losses: list[float] = []

    def emit(event: dict[str, Any]) -> None:
        if event["event"] == "point" and event["point"]["kind"] == "train":
            losses.append(event["point"]["loss"])

    with tempfile.TemporaryDirectory() as name:
        plan = job.plan | {"settings": job.plan["settings"] | UNNEEDED}
        again = replace(job, plan=plan, folder=Path(name), resume=before, numerics=end["numerics"])
        run_training(again, emit, command)
        replayed = load_file(str(Path(name) / checkpoint_name(end["step"]) / ADAPTER))
    pairs = zip(claimed, losses, strict=True)
    return Replay(
        start["step"] + 1,
        end["step"],
        chain_holds(train_rows(job, end["step"]), start, end, stored_state_hash(after)),
        max(relative(ours, theirs) for theirs, ours in pairs),
        _cosine(_weights_before(job, before), load_file(str(after / ADAPTER)), replayed),
        loss_limit(end),
    )


def train_rows(job: TrainingJob, steps: int) -> list[list[Example]]:
    """The rows of each of the first `steps` steps, as plan, split and seed order them."""
    settings = Settings.from_wire(job.plan["settings"])
    rows = make_examples(job.rows, ChatRenderer(job.base_folder), settings.max_length, frozenset({"train"}))
    order = batches(settings.seed, [row.commitment for row in rows], settings.batch_size, steps)
    return [[rows[index] for index in batch] for batch in order]


def chain_holds(order: list[list[Example]], start: dict[str, Any], end: dict[str, Any], state: str) -> bool:
    """Whether the claimed losses and the state hash `state` lead from the head of `start` to that of `end`."""
    head = start["head"]
    for step, loss in enumerate(end["segment"], start["step"] + 1):
        ids = [row.record_id for row in order[step - 1]]
        head = next_head(head, step, ids, loss, state if step == end["step"] else None)
    return head == end["head"]


def _weights_before(job: TrainingJob, before: Path | None) -> dict[str, torch.Tensor]:
    if before:
        return load_file(str(before / ADAPTER))
    settings = Settings.from_wire(job.plan["settings"])
    model = attach_lora(load_base(job.base_folder, quantised=settings.quantised), settings)
    begin_from(model, job.start)
    return adapter_tensors(model)


def _cosine(
    before: dict[str, torch.Tensor], claimed: dict[str, torch.Tensor], replayed: dict[str, torch.Tensor]
) -> float:
    """Between the two updates, over all LoRA weights as one vector."""
    names = sorted(before)
    theirs = torch.cat([(claimed[name] - before[name]).flatten() for name in names]).double()
    ours = torch.cat([(replayed[name] - before[name]).flatten() for name in names]).double()
    return float(torch.nn.functional.cosine_similarity(theirs, ours, dim=0))
