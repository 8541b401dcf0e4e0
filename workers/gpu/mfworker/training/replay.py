"""Replays the steps between two checkpoints of a run and says whether the second one is what they lead to.

Three questions: do the claimed losses and the stored state lead from the first chain head to the second,
do the losses come out again, and does the update point the same way. The limits are those of the training
specification, section 8: 0.2 % with the claimed number type on CPU, where nothing but the processor
differs, cosine 0.99.
"""

import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.chain import next_head
from mfworker.training.checkpoints import ADAPTER, checkpoint_name, read_state, stored_state_hash
from mfworker.training.examples import make_examples
from mfworker.training.order import batches
from mfworker.training.run import TrainingJob, run_training
from mfworker.training.settings import Settings
from mfworker.wire.errors import WorkerError

MAX_LOSS_DIFFERENCE = 0.002
MIN_COSINE = 0.99
# They change no weight of a step, and a replay publishes nothing.
UNNEEDED = {"evaluations": 1, "earlyStop": False, "keepBest": False, "attributionCheckpoints": 1}


@dataclass(frozen=True)
class Replay:
    """`first` and `last` are the replayed steps; `loss_difference` is the largest relative one."""

    first: int
    last: int
    chain_holds: bool
    loss_difference: float
    cosine: float

    @property
    def passed(self) -> bool:
        return self.chain_holds and self.loss_difference <= MAX_LOSS_DIFFERENCE and self.cosine >= MIN_COSINE

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"passed": self.passed}


def replay_segment(job: TrainingJob, before: Path, after: Path) -> Replay:
    """Compute the steps from checkpoint `before` to `after` (unpacked folders) again; `job` is the run's.

    Raises WorkerError `invalid_input`/segment when the second is not the next checkpoint after the first.
    """
    start, end = read_state(before), read_state(after)
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
        run_training(replace(job, plan=plan, folder=Path(name), resume=before), emit, command)
        replayed = load_file(str(Path(name) / checkpoint_name(end["step"]) / ADAPTER))
    pairs = zip(claimed, losses, strict=True)
    return Replay(
        start["step"] + 1,
        end["step"],
        _chain_holds(job, start, end, stored_state_hash(after)),
        max(abs(ours - theirs) / abs(theirs) for theirs, ours in pairs),
        _cosine(load_file(str(before / ADAPTER)), load_file(str(after / ADAPTER)), replayed),
    )


def _chain_holds(job: TrainingJob, start: dict[str, Any], end: dict[str, Any], state: str) -> bool:
    settings = Settings.from_wire(job.plan["settings"])
    rows = make_examples(job.rows, ChatRenderer(job.base_folder), settings.max_length, frozenset({"train"}))
    order = list(batches(settings.seed, [row.commitment for row in rows], settings.batch_size, end["step"]))
    head = start["head"]
    for step, loss in enumerate(end["segment"], start["step"] + 1):
        ids = [rows[index].record_id for index in order[step - 1]]
        head = next_head(head, step, ids, loss, state if step == end["step"] else None)
    return head == end["head"]


def _cosine(
    before: dict[str, torch.Tensor], claimed: dict[str, torch.Tensor], replayed: dict[str, torch.Tensor]
) -> float:
    """Between the two updates, over all LoRA weights as one vector."""
    names = sorted(before)
    theirs = torch.cat([(claimed[name] - before[name]).flatten() for name in names]).double()
    ours = torch.cat([(replayed[name] - before[name]).flatten() for name in names]).double()
    return float(torch.nn.functional.cosine_similarity(theirs, ours, dim=0))
