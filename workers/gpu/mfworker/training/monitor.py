"""Watches a run step by step: hash chain, metrics, evaluations, samples, checkpoints, commands, early stop."""

import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from transformers import TrainerCallback

from mfworker.modeling.losses import row_losses
from mfworker.training.chain import next_head
from mfworker.training.checkpoints import (
    ADAPTER,
    BEST,
    adapter_tensors,
    checkpoint_name,
    mark_name,
    optimiser_tensors,
    save_checkpoint,
    state_hash,
    write_safetensors,
)
from mfworker.training.examples import Example, collate
from mfworker.training.memory import MicroBatch
from mfworker.training.samples import Samples
from mfworker.training.settings import Settings, marks, save_steps, spread
from mfworker.wire.errors import WorkerError

Emit = Callable[[dict[str, Any]], None]
PATIENCE = 3
MIN_GAIN = 0.005
EVAL_BATCH = 16


def device_name() -> str:
    """What decides how closely a replay must agree: processor family and kind of device."""
    return f"{platform.machine()} {'cuda' if torch.cuda.is_available() else 'cpu'}"


@torch.no_grad()
def mean_loss(model: torch.nn.Module, examples: list[Example], pad: int) -> float:
    """Mean over rows of the mean loss of a row, nats per answer token."""
    total = 0.0
    for start in range(0, len(examples), EVAL_BATCH):
        ids, labels = collate(examples[start : start + EVAL_BATCH], pad)
        device = next(model.parameters()).device
        total += float(row_losses(model, ids.to(device), labels.to(device)).sum())
    return total / len(examples)


class Monitor(TrainerCallback):
    """State that outlives a step; `state()` is what a checkpoint stores and `resume` takes back."""

    def __init__(
        self,
        settings: Settings,
        steps: int,
        plan_hash: str,
        validation: list[Example],
        samples: Samples,
        folder: Path,
        emit: Emit,
        command: Callable[[], str],
        pad: int,
        numerics: dict[str, Any],
        micro: MicroBatch,
    ) -> None:
        self.settings, self.steps, self.folder = settings, steps, folder
        self.validation, self.samples, self.pad = validation, samples, pad
        self.emit, self.command = emit, command
        self.numerics, self.micro = numerics, micro
        self.step_seconds = 0.0
        # Losses since the last checkpoint: with them anybody can recompute the chain from there to the next.
        self.segment: list[float] = []
        self.first_step = 0
        self.step = 0
        self.tokens = 0
        self.head = plan_hash
        self.base_loss: float | None = None
        self.best: tuple[float, int] | None = None
        self.stale = 0
        self.rates: dict[str, float] = {}
        self.outcome = "succeeded"
        self.eval_steps = set(spread(settings.evaluations, steps))
        self.save_steps = save_steps(settings, steps)
        self.eval_losses: dict[str, float] = {}
        self.model: PeftModel
        self.trainer: Any = None
        self._rate = 0.0
        self._random: torch.Tensor | None = None
        self._began = 0.0

    def state(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "device": device_name(),
            "numerics": self.numerics,
            "micro": self.micro.state(),
            "tokens": self.tokens,
            "head": self.head,
            "segment": self.segment,
            "baseLoss": self.base_loss,
            "best": self.best,
            "stale": self.stale,
            "rates": self.rates,
            "evalLosses": self.eval_losses,
            "baseSamples": self.samples.base,
        }

    def resume(self, state: dict[str, Any], random: torch.Tensor) -> None:
        self._random = random
        self.first_step = self.step = state["step"]
        self.micro.restore(state["micro"])
        self.tokens, self.head, self.base_loss = state["tokens"], state["head"], state["baseLoss"]
        self.best = tuple(state["best"]) if state["best"] else None  # type: ignore[assignment]
        self.stale, self.rates = state["stale"], state["rates"]
        self.eval_losses = state["evalLosses"]
        self.samples.base = state["baseSamples"]

    def baseline(self, untouched: bool) -> None:
        """Evaluation at step 0. Where the adapter is not untouched then, the base is asked without it first."""
        self.emit({"event": "phase", "phase": "baseline", "step": 0, "steps": self.steps})
        if not untouched:
            self.model.eval()
            with self.model.disable_adapter():
                if self.validation:
                    self.base_loss = mean_loss(self.model, self.validation, self.pad)
                self.samples.answer(self.model, 0)
        self._evaluate()

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._began = time.monotonic()

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Only here: the trainer seeds when it is built, and its loader draws a number when it starts."""
        if self._random is not None:
            torch.set_rng_state(self._random)
            self._random = None

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Before the weights change: a gradient that is not finite must not reach them."""
        self._rate = kwargs["optimizer"].param_groups[0]["lr"]
        norm = self.trainer.last_grad_norm
        if norm is not None and not norm < float("inf"):
            raise WorkerError(
                "numeric_failure",
                f"The gradient became {norm} at step {self.step + 1}. Restart at half the rate.",
                "nan",
            )

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        batch = self.trainer.step_batches[state.global_step - 1]
        rows = [self.trainer.examples[index] for index in batch]
        loss = self.trainer.last_loss
        self.step = self.first_step + state.global_step
        seconds, self._began = time.monotonic() - self._began, time.monotonic()
        self.step_seconds += seconds
        tokens = sum(len(row.ids) for row in rows)
        self.tokens += tokens
        point = {"step": self.step, "kind": "train", "loss": loss, "learningRate": self._rate}
        point |= {"gradNorm": self.trainer.last_grad_norm, "tokensPerS": tokens / max(seconds, 1e-9)}
        self.emit({"event": "point", "point": point, "steps": self.steps, "chainHead": self.head})
        if self.step in self.eval_steps:
            self._evaluate()
        command = self.command()
        leaving = command in ("save_and_stop", "drain") and self.step < self.steps
        early = self.settings.early_stop and self.stale >= PATIENCE and self.step < self.steps
        # What is published must be a state that the chain holds: the best one and the last one are saved.
        is_best = self.settings.keep_best and self.best is not None and self.best[1] == self.step
        saving = self.step in self.save_steps or leaving or early or is_best
        optimiser = kwargs["optimizer"]
        bound = state_hash(adapter_tensors(self.model), optimiser_tensors(optimiser)) if saving else None
        self.head = next_head(self.head, self.step, [row.record_id for row in rows], loss, bound)
        self.segment.append(loss)
        if saving:
            self._save(optimiser)
        if command == "discard_and_stop":
            self.outcome, control.should_training_stop = "cancelled", True
        elif leaving:
            self.outcome = "stopped" if command == "save_and_stop" else "drained"
            control.should_training_stop = True
        elif early:
            self.emit({"event": "log", "text": f"Stopped early: no gain in {PATIENCE} evaluations."})
            control.should_training_stop = True

    def _evaluate(self) -> None:
        was_training = self.model.training
        self.model.eval()
        if self.validation:
            loss = mean_loss(self.model, self.validation, self.pad)
            if self.base_loss is None:
                self.base_loss = loss
            self.eval_losses[str(self.step)] = loss
            point = {"step": self.step, "kind": "eval", "loss": loss}
            point |= {"learningRate": None, "gradNorm": None, "tokensPerS": None}
            self.emit({"event": "point", "point": point, "steps": self.steps, "chainHead": self.head})
            if self.best is None or loss < self.best[0] * (1 - MIN_GAIN):
                self.best, self.stale = (loss, self.step), 0
                if self.settings.keep_best and self.step > 0:
                    write_safetensors(adapter_tensors(self.model), self.folder / BEST)
            else:
                self.stale += 1
        self.emit({"event": "samples", "samples": self.samples.answer(self.model, self.step)})
        self.model.train(was_training)
        self._began = time.monotonic()

    def _save(self, optimiser: torch.optim.Optimizer) -> None:
        self.rates[str(self.step)] = self._rate
        path = self.folder / checkpoint_name(self.step)
        save_checkpoint(path, self.model, optimiser, self.state(), self._carried())
        self.segment = []
        self.emit({"event": "checkpoint", "step": self.step, "path": str(path), "chainHead": self.head})
        self._began = time.monotonic()

    def _carried(self) -> dict[str, Path]:
        """Earlier weights that a resumed run publishes or attributes from: the best ones and those at the marks."""
        best = self.folder / BEST
        carried = {BEST: best} if self.settings.keep_best and best.is_file() else {}
        if self.settings.attribution_checkpoints > 1:
            for step in marks(self.steps):
                weights = self.folder / checkpoint_name(step) / ADAPTER
                if step < self.step and weights.is_file():
                    carried[mark_name(step)] = weights
        return carried
