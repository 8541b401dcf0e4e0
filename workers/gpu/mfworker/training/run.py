"""One fine-tuning from a plan and its rows to a verified adapter: load, probe, baseline, train, save."""

import platform
import time
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from transformers import PreTrainedTokenizerFast

from mfworker import VERSION
from mfworker.modeling.adapters.gate import base_norms, check_weights
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import load_base
from mfworker.modeling.base_files import base_hash, file_sha256
from mfworker.modeling.probe import Choice, probe
from mfworker.modeling.rendering import ChatRenderer
from mfworker.modeling.shapes import ALL_LINEAR, BaseShape
from mfworker.training.batch import BatchMaker, Inputs, batch_losses
from mfworker.training.checkpoints import (
    ADAPTER,
    BEST,
    adapter_tensors,
    adopt_carried,
    begin_from,
    checkpoint_name,
    read_state,
    restore_adapter,
    restore_checkpoint,
)
from mfworker.training.checkpoints import write_safetensors as write
from mfworker.training.examples import Example, make_examples
from mfworker.training.memory import MicroBatch
from mfworker.training.monitor import Emit, Monitor, device_name
from mfworker.training.order import batches, steps_for
from mfworker.training.samples import Samples
from mfworker.training.settings import Settings, nearest
from mfworker.training.trainer import OrderedTrainer, attach_lora, make_optimiser, recompute_activations
from mfworker.wire.canonical_json import canonical_json


@dataclass(frozen=True)
class TrainingJob:
    """Everything a run needs, as plain values; `rows` are wire JobRows sorted by position.

    `start` are adapter weights to begin with instead of an untouched adapter: a run that goes on from another
    one's checkpoint, with a schedule and an optimiser of its own. `numerics` ({threads, dtype}) binds the run
    to what an earlier attempt probed, as a checkpoint to
    resume from does; without either the run probes.
    """

    base_folder: Path
    rows: list[dict[str, Any]]
    plan: dict[str, Any]
    plan_hash: str
    datanets: list[str]
    folder: Path
    resume: Path | None = None
    numerics: dict[str, Any] | None = None
    start: Path | None = None


@dataclass(frozen=True)
class TrainingOutcome:
    """`outcome` is succeeded, stopped, cancelled or drained; checkpoints are (step, rate, file), the published last.

    `seconds` is the whole run, `step_seconds` the part spent in training steps of this attempt.
    """

    outcome: str
    step: int
    steps: int
    tokens: int
    seconds: float
    step_seconds: float
    numerics: dict[str, Any]
    base_eval_loss: float | None
    eval_loss: float | None
    chain_head: str
    manifest: AdapterManifest | None
    weights: Path | None
    checkpoints: list[tuple[int, float, Path]]
    run_manifest: Path | None


def run_training(job: TrainingJob, emit: Emit, command: Any) -> TrainingOutcome:
    """Train and return the outcome. Raises WorkerError for expected failures (masked data, NaN, gate)."""
    began = time.monotonic()
    settings = Settings.from_wire(job.plan["settings"])
    renderer = ChatRenderer(job.base_folder)
    train = make_examples(job.rows, renderer, settings.max_length, frozenset({"train"}))
    validation = make_examples(job.rows, renderer, settings.max_length, frozenset({"validation"}))
    steps = job.plan.get("steps") or steps_for(len(train), settings.batch_size, settings.epochs)
    earlier = read_state(job.resume) if job.resume else None
    done = earlier["step"] if earlier else 0
    emit({"event": "phase", "phase": "loading", "step": done, "steps": steps})
    cut = sum(example.cut_tokens > 0 for example in train)
    emit(
        {"event": "log", "text": f"{len(train)} training rows, {len(validation)} validation rows, {cut} cut."}
    )

    model = attach_lora(load_base(job.base_folder, quantised=settings.quantised), settings)
    make = BatchMaker(settings, renderer.pad_id, model.config.hidden_size)
    begin_from(model, job.start)
    emit({"event": "phase", "phase": "probing", "step": done, "steps": steps})
    numerics = earlier["numerics"] if earlier else job.numerics
    if numerics:
        choice = Choice.bound(numerics)
        emit({"event": "log", "text": f"Bound to the first attempt's choice: {choice}."})
    else:
        choice = _probe(model, make(train[: settings.batch_size], 0))
        emit({"event": "log", "text": f"Probed one real step: {choice}."})
    optimiser = make_optimiser(model, settings)
    micro = MicroBatch(
        settings.batch_size,
        lambda: recompute_activations(model),
        lambda text: emit({"event": "log", "text": text}),
    )
    samples = Samples(renderer, validation, train)
    monitor = Monitor(
        settings, steps, job.plan_hash, validation, samples, job.folder, emit, command, renderer.pad_id,
        choice.to_json(), micro,
    )  # fmt: skip
    monitor.model = model
    if job.resume and earlier:
        monitor.resume(earlier, restore_checkpoint(job.resume, model, optimiser))
        adopt_carried(job.resume, job.folder)
        emit({"event": "log", "text": f"Resumed after step {monitor.step}."})
    order = list(batches(settings.seed, [e.commitment for e in train], settings.batch_size, steps))
    _try_longest(model, train, order, micro, choice, make)
    if not job.resume:
        monitor.baseline(untouched=job.start is None)
    if monitor.step < steps:
        emit({"event": "phase", "phase": "training", "step": monitor.step, "steps": steps})
        monitor.trainer = OrderedTrainer(
            model,
            PreTrainedTokenizerFast.from_pretrained(job.base_folder),
            train,
            order[monitor.step :],
            optimiser,
            settings,
            first_step=monitor.step,
            steps=steps,
            bf16=choice.dtype is torch.bfloat16,
            make=make,
            folder=str(job.folder),
            callback=monitor,
            micro=micro,
        )
        monitor.trainer.train()
    return _save_result(job, settings, model, monitor, choice, renderer, time.monotonic() - began, emit)


def _probe(model: torch.nn.Module, batch: Inputs) -> Choice:
    device = next(model.parameters()).device
    inputs = {name: tensor.to(device) for name, tensor in batch.items()}

    def step(dtype: torch.dtype) -> None:
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=dtype is torch.bfloat16):
            batch_losses(model, inputs).sum().backward()

    state = torch.get_rng_state()
    choice = probe(step, (torch.float32, torch.bfloat16))
    model.zero_grad(set_to_none=True)
    torch.set_rng_state(state)
    return choice


def _try_longest(
    model: torch.nn.Module,
    train: list[Example],
    order: list[list[int]],
    micro: MicroBatch,
    choice: Choice,
    make: BatchMaker,
) -> None:
    """Forward and backward over the batch that needs most memory, before any time was spent on the others."""

    def padded_tokens(batch: list[int]) -> int:
        lengths = [len(train[index].ids) for index in batch]
        return sum(lengths) if make.settings.packing else len(batch) * max(lengths)

    longest = [train[index] for index in max(order, key=padded_tokens)]
    device = next(model.parameters()).device
    state = torch.get_rng_state()

    def compute(rows: int) -> None:
        for start in range(0, len(longest), rows):
            part = {
                name: tensor.to(device) for name, tensor in make(longest[start : start + rows], 0).items()
            }
            with torch.autocast(device.type, torch.bfloat16, enabled=choice.dtype is torch.bfloat16):
                batch_losses(model, part).sum().backward()

    model.train()
    micro.run(compute, lambda: model.zero_grad(set_to_none=True))
    model.zero_grad(set_to_none=True)
    torch.set_rng_state(state)


def _save_result(
    job: TrainingJob,
    settings: Settings,
    model: torch.nn.Module,
    monitor: Monitor,
    choice: Choice,
    renderer: ChatRenderer,
    seconds: float,
    emit: Emit,
) -> TrainingOutcome:
    outcome = TrainingOutcome(
        monitor.outcome, monitor.step, monitor.steps, monitor.tokens, seconds, monitor.step_seconds,
        monitor.numerics, monitor.base_loss, None, monitor.head, None, None, [], None,
    )  # fmt: skip
    if monitor.outcome in ("cancelled", "drained"):
        return outcome
    emit({"event": "phase", "phase": "saving", "step": monitor.step, "steps": monitor.steps})
    published = monitor.step
    best = job.folder / BEST
    if settings.keep_best and monitor.best and best.is_file():
        published = monitor.best[1]
        restore_adapter(model, load_file(str(best)))
    weights = write(adapter_tensors(model), job.folder / ADAPTER)
    shape = BaseShape.of_folder(job.base_folder)
    base = base_hash(job.base_folder)
    manifest = AdapterManifest(
        base, settings.rank, settings.alpha, ALL_LINEAR, file_sha256(weights), tuple(job.datanets),
        "alpha/sqrt(r)" if settings.rslora else "alpha/r", settings.dora,
    )  # fmt: skip
    check_weights(manifest, weights, base, shape, base_norms(job.base_folder, shape))
    saved = sorted(int(path.name.split("-")[1]) for path in job.folder.glob("checkpoint-*") if path.is_dir())
    steps = nearest(saved, settings.attribution_checkpoints, published)
    files = [job.folder / checkpoint_name(step) / ADAPTER for step in steps[:-1]] + [weights]
    rates = [monitor.rates.get(str(step), 0.0) for step in steps]
    checkpoints = list(zip(steps, rates, files, strict=True))
    run_manifest = job.folder / "run-manifest.json"
    run_manifest.write_bytes(
        canonical_json(_run_manifest(job, settings, manifest, monitor, choice, renderer, checkpoints))
    )
    return replace(
        outcome,
        eval_loss=monitor.eval_losses.get(str(published)),
        manifest=manifest,
        weights=weights,
        checkpoints=checkpoints,
        run_manifest=run_manifest,
    )


def _run_manifest(
    job: TrainingJob,
    settings: Settings,
    manifest: AdapterManifest,
    monitor: Monitor,
    choice: Choice,
    renderer: ChatRenderer,
    checkpoints: list[tuple[int, float, Path]],
) -> dict[str, Any]:
    def field(value: Any, how: str) -> dict[str, Any]:
        return {"value": value, "how": how}

    names = ["torch", "transformers", "peft", "trl", *(["bitsandbytes"] if settings.quantised else [])]
    packages = {name: version(name) for name in names}
    return {
        "v": 1,
        "kind": "mf-run",
        "base": field(manifest.base, "measured"),
        "template": field(renderer.template_hash, "measured"),
        "snapshots": field(sorted(job.datanets), "declared"),
        "plan": field(job.plan_hash, "declared"),
        "adapter": field(manifest.hash, "derived"),
        "checkpoints": field([{"step": s, "weights": file_sha256(f)} for s, _, f in checkpoints], "measured"),
        "start": field(job.plan.get("start"), "declared"),
        "seed": field(settings.seed, "declared"),
        "method": field(
            {
                "name": settings.method,
                "rslora": settings.rslora,
                "dora": settings.dora,
                "neftune": settings.neftune,
                "packing": settings.packing,
            },
            "declared",
        ),
        "dtype": field(choice.dtype_name, "measured"),
        "threads": field(choice.threads, "measured"),
        "probe": field({name: round(ms, 1) for name, ms in choice.milliseconds.items()}, "measured"),
        "device": field(device_name(), "measured"),
        "versions": field({"mfworker": VERSION, "python": platform.python_version(), **packages}, "measured"),
        "chainHead": field(monitor.head, "derived"),
        "step": field(monitor.step, "measured"),
    }
