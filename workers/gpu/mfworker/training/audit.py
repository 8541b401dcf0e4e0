"""What a trusted worker checks before a run of an untrusted one is paid: all claims against rows, plan and chain.

Every checkpoint's state is recomputed into the chain, the published weights must be one of those states, the
reported curve must be the chain's, 64 training rows must give the claimed losses, and the drawn segments are
computed again (training specification, section 8). A finding names the first claim that does not hold.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from mfworker.modeling.base import load_base
from mfworker.modeling.base_files import file_sha256
from mfworker.modeling.probe import DTYPES, Choice
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.batch import BatchMaker, Inputs, batch_losses
from mfworker.training.checkpoints import (
    ADAPTER,
    OPTIMISER,
    begin_from,
    file_name,
    read_state,
    restore_adapter,
    stored_state_hash,
)
from mfworker.training.replay import (
    chain_holds,
    loss_limit,
    relative,
    replay_segment,
    start_state,
    train_rows,
)
from mfworker.training.run import TrainingJob
from mfworker.training.settings import Settings
from mfworker.training.trainer import attach_lora

AUDITED_ROWS = 64
CURVE_DIFFERENCE = 1e-5


@dataclass(frozen=True)
class Claim:
    """What the worker said at the end: last step, tokens, chain head; `curve` maps steps to reported losses."""

    step: int
    tokens: int
    chain_head: str
    weights: Path
    curve: dict[int, list[float]]


def audit_run(job: TrainingJob, claim: Claim, checkpoints: list[Path], drawn: list[int]) -> dict[str, Any]:
    """Return the wire's replay result. `checkpoints` are unpacked folders, `drawn` last steps of segments to replay."""
    result: dict[str, Any] = {"kind": "replay", "segments": [], "rows": None, "finding": None, "at": None}
    expected = _shapes(job)
    broken = next((folder for folder in checkpoints if not _is_sound(job, folder, expected)), None)
    folders = [] if broken else sorted(checkpoints, key=lambda folder: read_state(folder)["step"])
    finding = ("checkpoint", claim.step) if broken or not folders else _whole(job, claim, folders)
    if finding is None:
        result["rows"] = rows = _row_losses(job, folders)
        finding = ("rows", rows["step"]) if rows["lossDifference"] > rows["limit"] else None
    for before, after in zip([None, *folders], folders, strict=False):
        if finding is None and read_state(after)["step"] in drawn:
            replay = replay_segment(job, before, after)
            result["segments"].append(_segment(replay.to_json()))
            finding = None if replay.passed else ("replay", replay.last)
    if finding is not None:
        result["finding"], result["at"] = finding
    result["passed"] = finding is None
    return result


def _is_sound(job: TrainingJob, folder: Path, expected: list[tuple[str, list[int]]]) -> bool:
    """Whether an untrusted checkpoint has the form of one, so that nothing later trips over it."""
    settings, steps = Settings.from_wire(job.plan["settings"]), job.plan["steps"]
    try:
        state = read_state(folder)
        numerics, micro = state["numerics"], state["micro"]
        adapter, moments = load_file(str(folder / ADAPTER)), load_file(str(folder / OPTIMISER))
        random = moments.pop("random")
        return (
            0 < state["step"] <= steps
            and type(state["step"]) is int
            and all(type(loss) is float and math.isfinite(loss) for loss in state["segment"])
            and len(bytes.fromhex(state["head"])) == 32
            and numerics["dtype"] in DTYPES
            and 1 <= numerics["threads"] <= 1024
            and 1 <= micro["rows"] <= settings.batch_size
            and {"halvings", "recomputing"} <= micro.keys()
            and {"tokens", "baseLoss", "best", "stale", "rates", "evalLosses", "baseSamples"} <= state.keys()
            and {name: list(tensor.shape) for name, tensor in adapter.items()} == dict(expected)
            and {name: list(tensor.shape) for name, tensor in moments.items()} == _moments(expected)
            and all(tensor.isfinite().all() for tensor in [*adapter.values(), *moments.values()])
            and random.dtype is torch.uint8
            and random.shape == torch.get_rng_state().shape
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError):
        return False


def _shapes(job: TrainingJob) -> list[tuple[str, list[int]]]:
    """Names and shapes of the LoRA matrices in the optimiser's order."""
    settings = Settings.from_wire(job.plan["settings"])
    model = attach_lora(load_base(job.base_folder, quantised=settings.quantised), settings)
    named = ((file_name(name), parameter) for name, parameter in model.named_parameters())
    return [(name, list(parameter.shape)) for name, parameter in named if name]


def _moments(expected: list[tuple[str, list[int]]]) -> dict[str, list[int]]:
    shapes: dict[str, list[int]] = {}
    for index, (_, shape) in enumerate(expected):
        shapes |= {f"{index}.exp_avg": shape, f"{index}.exp_avg_sq": shape, f"{index}.step": []}
    return shapes


def _whole(job: TrainingJob, claim: Claim, folders: list[Path]) -> tuple[str, int] | None:
    """Chain from the plan to the claimed head, curve, tokens, and whether the published weights lie on it."""
    previous, curve = start_state(job), []
    order = train_rows(job, job.plan["steps"])
    for folder in folders:
        state = read_state(folder)
        follows = state["step"] - previous["step"] == len(state["segment"]) > 0
        if not follows or not chain_holds(order, previous, state, stored_state_hash(folder)):
            return "chain", state["step"]
        curve += state["segment"]
        previous = state
    if previous["step"] != claim.step or previous["head"] != claim.chain_head:
        return "chain", claim.step
    for step, loss in enumerate(curve, 1):
        reported = claim.curve.get(step)
        if reported and min(relative(loss, value) for value in reported) > CURVE_DIFFERENCE:
            return "curve", step
    if sum(len(row.ids) for batch in order[: claim.step] for row in batch) != claim.tokens:
        return "tokens", claim.step
    published = file_sha256(claim.weights)
    steps = {file_sha256(folder / ADAPTER): read_state(folder)["step"] for folder in folders}
    keeps_best = Settings.from_wire(job.plan["settings"]).keep_best
    if published not in steps or (steps[published] != claim.step and not keeps_best):
        return "weights", claim.step
    return None


def _row_losses(job: TrainingJob, folders: list[Path]) -> dict[str, Any]:
    """Loss of the first step after the start and after each checkpoint, against the claimed one, up to 64 rows."""
    settings = Settings.from_wire(job.plan["settings"])
    states = [read_state(folder) for folder in folders]
    order = train_rows(job, states[-1]["step"])
    claimed = [loss for state in states for loss in state["segment"]]
    model = attach_lora(load_base(job.base_folder, quantised=settings.quantised), settings)
    begin_from(model, job.start)
    make = BatchMaker(settings, ChatRenderer(job.base_folder).pad_id, model.config.hidden_size)
    # The generator stands at another place than in the run's first step, which matters with dropout only.
    starts: list[tuple[int, Path | None]] = [] if settings.dropout > 0 else [(0, None)]
    starts += [(state["step"], folder) for state, folder in zip(states[:-1], folders, strict=False)]
    found = {"count": 0, "lossDifference": 0.0, "step": 0, "limit": loss_limit(states[-1])}
    for done, folder in _spread(starts, settings.batch_size):
        if folder:
            restore_adapter(model, load_file(str(folder / ADAPTER)))
            torch.set_rng_state(load_file(str(folder / OPTIMISER))["random"])
        choice = Choice.bound(states[0]["numerics"])
        loss = _batch_loss(model, make(order[done], done + 1), choice.dtype)
        difference = relative(loss, claimed[done])
        found["count"] += len(order[done])
        if difference > found["lossDifference"]:
            found |= {"lossDifference": difference, "step": done + 1}
    return found


def _spread(starts: list[tuple[int, Path | None]], batch: int) -> list[tuple[int, Path | None]]:
    """At most as many starts as 64 rows need, evenly chosen."""
    count = max(1, -(-AUDITED_ROWS // batch))
    if len(starts) <= count:
        return starts
    return [starts[index * len(starts) // count] for index in range(count)]


@torch.no_grad()
def _batch_loss(model: torch.nn.Module, batch: Inputs, dtype: torch.dtype) -> float:
    device = next(model.parameters()).device
    model.train()
    with torch.autocast(device.type, torch.bfloat16, enabled=dtype is torch.bfloat16):
        losses = batch_losses(model, {name: tensor.to(device) for name, tensor in batch.items()})
    return float(losses.mean())


def _segment(replay: dict[str, Any]) -> dict[str, Any]:
    return {
        "first": replay["first"],
        "last": replay["last"],
        "chainHolds": replay["chain_holds"],
        "lossDifference": replay["loss_difference"],
        "cosine": replay["cosine"],
        "passed": replay["passed"],
    }
