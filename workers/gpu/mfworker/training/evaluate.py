"""Base against tuned on the test rows: loss with its interval, token-F1, samples, does the adapter act at all."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mfworker.modeling.adapters.gate import base_norms, check_weights
from mfworker.modeling.adapters.lora import LoraLinear, add_lora, load_lora, without_lora
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import default_device, load_base
from mfworker.modeling.base_files import base_hash
from mfworker.modeling.greedy import greedy_answers
from mfworker.modeling.losses import row_losses
from mfworker.modeling.probe import probe
from mfworker.modeling.rendering import ChatRenderer
from mfworker.modeling.shapes import BaseShape
from mfworker.training.bootstrap import paired_interval
from mfworker.training.examples import Example, collate, make_examples
from mfworker.training.token_f1 import token_f1
from mfworker.wire.errors import WorkerError

BATCH = 16
MAX_NEW_TOKENS = 64
CHANGED_OF = 20
GENERATED_ROWS = 100
EXTREMES, RANDOM = 5, 10


@dataclass(frozen=True)
class _Side:
    """Losses and greedy answers of one model over the same rows and prompts."""

    losses: np.ndarray
    answers: list[str]


def evaluate_adapter(
    base_folder: Path,
    manifest: AdapterManifest,
    weights: Path,
    rows: list[dict[str, Any]],
    max_length: int,
    seed: int,
    quantised: bool = False,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the wire EvalReport over the test rows, or over the validation rows where there are none.

    Beside it stand base and tuned loss over the validation rows, to hold the training's claims against; where
    that saw a `quantised` base, they are taken on one too. The report is always about the base that is served.
    Raises WorkerError `adapter_refused` from the gate: whoever evaluates trusts no file of the trainer.
    """
    shape = BaseShape.of_folder(base_folder)
    check_weights(manifest, weights, base_hash(base_folder), shape, base_norms(base_folder, shape))
    renderer = ChatRenderer(base_folder)
    examples = make_examples(rows, renderer, max_length, frozenset({"test"})) or make_examples(
        rows, renderer, max_length, frozenset({"validation"})
    )
    if not examples:
        raise WorkerError("dataset_invalid", "There are no held-out rows to evaluate on.", "rows")
    model = load_base(base_folder).to(default_device())  # type: ignore[arg-type]
    names = list(shape.linears(manifest.targets))
    layers = add_lora(model, names, manifest)
    load_lora(layers, weights)
    _probe_threads(model, examples, renderer.pad_id)
    tuned = _measure(model, examples, renderer)
    with without_lora(layers):
        base = _measure(model, examples, renderer)
    validation = make_examples(rows, renderer, max_length, frozenset({"validation"}))
    if quantised and validation:
        del model
        model = load_base(base_folder, quantised=True)
        layers = add_lora(model, names, manifest)
        load_lora(layers, weights)
    claims = _claims(model, layers, validation, renderer) if validation else None

    delta = tuned.losses - base.losses
    mean, low, high = paired_interval(delta, seed)
    generated = list(zip(examples, base.answers, tuned.answers, strict=False))
    compared = generated[:CHANGED_OF]
    report = {
        "rows": len(examples),
        "baseLoss": float(base.losses.mean()),
        "tunedLoss": float(tuned.losses.mean()),
        "deltaLoss": {"mean": mean, "low": low, "high": high},
        "verdict": "better" if high < 0 else "worse" if low > 0 else "no_proven_difference",
        "baseF1": float(np.mean([token_f1(b, e.answer) for e, b, _ in generated])),
        "tunedF1": float(np.mean([token_f1(t, e.answer) for e, _, t in generated])),
        "changedAnswers": {"changed": sum(b != t for _, b, t in compared), "of": len(compared)},
        "samples": _samples(generated, delta, seed),
    }
    return report, claims


def _claims(
    model: torch.nn.Module, layers: dict[str, LoraLinear], rows: list[Example], renderer: ChatRenderer
) -> dict[str, Any]:
    tuned = _mean(model, rows, renderer)
    with without_lora(layers):
        return {"rows": len(rows), "tunedLoss": tuned, "baseLoss": _mean(model, rows, renderer)}


def _probe_threads(model: torch.nn.Module, examples: list[Example], pad: int) -> None:
    ids, labels = collate(examples[:4], pad)
    device = next(model.parameters()).device

    def step(dtype: torch.dtype) -> None:
        with torch.no_grad():
            row_losses(model, ids.to(device), labels.to(device))

    probe(step, (torch.float32,))


@torch.no_grad()
def _losses(model: torch.nn.Module, examples: list[Example], renderer: ChatRenderer) -> torch.Tensor:
    device = next(model.parameters()).device
    losses = []
    for start in range(0, len(examples), BATCH):
        ids, labels = collate(examples[start : start + BATCH], renderer.pad_id)
        losses.append(row_losses(model, ids.to(device), labels.to(device)).cpu())
    return torch.cat(losses)


def _mean(model: torch.nn.Module, examples: list[Example], renderer: ChatRenderer) -> float:
    return float(_losses(model, examples, renderer).double().mean())


@torch.no_grad()
def _measure(model: torch.nn.Module, examples: list[Example], renderer: ChatRenderer) -> _Side:
    losses = _losses(model, examples, renderer)
    prompts = [renderer.prompt_ids(e.messages[:-1]) for e in examples[:GENERATED_ROWS]]
    answers = greedy_answers(model, prompts, renderer.end_ids, renderer.pad_id, MAX_NEW_TOKENS)
    return _Side(losses.double().numpy(), [renderer.decode(ids) for ids in answers])


def _samples(generated: list[tuple[Example, str, str]], delta: np.ndarray, seed: int) -> list[dict[str, Any]]:
    order = sorted(range(len(generated)), key=lambda index: (delta[index], index))
    best = order[:EXTREMES]
    worst = [index for index in order[::-1][:EXTREMES] if index not in best]
    rest = [index for index in order if index not in best and index not in worst]
    drawn = random.Random(seed).sample(rest, min(RANDOM, len(rest)))
    groups = [("best", best), ("worst", worst), ("random", sorted(drawn))]
    return [
        {
            "group": group,
            "prompt": generated[index][0].messages[-2]["content"]
            if len(generated[index][0].messages) > 1
            else "",
            "expected": generated[index][0].answer,
            "base": generated[index][1],
            "tuned": generated[index][2],
            "deltaLoss": float(delta[index]),
        }
        for group, members in groups
        for index in members
    ]
