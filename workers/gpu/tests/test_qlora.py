"""Training over a base in 4 bits: right gradients on this machine, a run that replays, claims that can be checked."""

from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import make_rows
from test_training import ONE_THREAD, SETTINGS, STEPS, points_of, train

from mfworker.modeling import quantised as module
from mfworker.modeling.base import load_base
from mfworker.modeling.losses import row_losses
from mfworker.modeling.rendering import ChatRenderer
from mfworker.runtime.capabilities import capabilities
from mfworker.training.audit import Claim, audit_run
from mfworker.training.evaluate import evaluate_adapter
from mfworker.training.examples import collate, make_examples
from mfworker.training.run import TrainingJob
from mfworker.training.settings import Settings
from mfworker.training.trainer import attach_lora
from mfworker.wire.errors import WorkerError

pytest.importorskip("bitsandbytes", reason="QLoRA needs bitsandbytes")
from bitsandbytes.functional import dequantize_4bit
from bitsandbytes.nn.modules import Linear4bit


def spelled_out(base: Path) -> torch.nn.Module:
    """The full-precision model whose matrices are what the 4-bit ones stand for."""
    model, small = load_base(base), load_base(base, quantised=True)
    for name, layer in small.named_modules():
        if isinstance(layer, Linear4bit):
            stored: Any = layer.weight
            weight = dequantize_4bit(stored.data, stored.quant_state)
            model.get_submodule(name).weight.data = weight.float()  # type: ignore[union-attr]
    return model


@pytest.mark.parametrize("dora", [False, True])
def test_gradients_through_four_bits_are_those_of_the_spelled_out_matrices(tiny_base: Path, dora: bool):
    """Also after an evaluation, which on some processors repacks the weights and would cut the gradient off."""
    rows = make_examples(make_rows(8), ChatRenderer(tiny_base), 64, frozenset({"train"}))
    ids, labels = collate(rows, 1)
    found = []
    small = load_base(tiny_base, quantised=True)
    assert sum(isinstance(layer, Linear4bit) for layer in small.modules()) == 14
    for base in (small, spelled_out(tiny_base)):
        model = attach_lora(base, Settings(rank=4, alpha=8, dora=dora))  # type: ignore[arg-type]
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.05, generator=torch.Generator().manual_seed(1))
        model.eval()
        with torch.no_grad():
            before = row_losses(model, ids, labels)
        model.train()
        losses = row_losses(model, ids, labels)
        torch.testing.assert_close(before, losses.detach(), rtol=1e-3, atol=1e-3)
        losses.sum().backward()
        found.append((losses.detach(), {n: p.grad for n, p in model.named_parameters() if p.requires_grad}))
    torch.testing.assert_close(found[0][0], found[1][0], rtol=1e-4, atol=1e-4)
    for name, gradient in found[0][1].items():
        torch.testing.assert_close(gradient, found[1][1][name], rtol=1e-2, atol=1e-3, msg=name)


def test_a_run_learns_passes_its_audit_and_its_claims_hold(tiny_base: Path, tmp_path: Path):
    outcome, events = train(tiny_base, tmp_path / "run", numerics=ONE_THREAD, method="qlora")
    losses = [point["loss"] for point in points_of(events) if point["kind"] == "train"]
    assert losses[-1] < losses[0]
    assert outcome.manifest and outcome.weights and outcome.base_eval_loss and outcome.eval_loss
    ref = {"id": tiny_base.name, "source": "local", "revision": None}
    plan = {"base": ref, "settings": SETTINGS | {"method": "qlora"}, "steps": STEPS}
    claim = Claim(
        outcome.step, outcome.tokens, outcome.chain_head, outcome.weights,
        {step: [loss] for step, loss in enumerate(losses, 1)},
    )  # fmt: skip
    job = TrainingJob(tiny_base, make_rows(24), plan, "00" * 32, [], tmp_path / "audit")
    found = audit_run(job, claim, sorted((tmp_path / "run").glob("checkpoint-*")), [7])
    assert found["passed"], found
    assert found["segments"][0]["lossDifference"] == 0
    report, validation = evaluate_adapter(
        tiny_base, outcome.manifest, outcome.weights, make_rows(24), 64, 1, quantised=True
    )
    assert validation
    assert validation["baseLoss"] == pytest.approx(outcome.base_eval_loss, rel=1e-3)
    assert validation["tunedLoss"] == pytest.approx(outcome.eval_loss, rel=1e-3)
    assert report["tunedLoss"] < report["baseLoss"], (
        "what was learnt over four bits helps the base that is served"
    )


def test_a_worker_without_the_library_says_so_and_is_not_offered_such_runs(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
):
    assert capabilities()["methods"] == ["lora", "qlora"]

    def missing(name: str) -> Any:
        return None

    monkeypatch.setattr(module, "find_spec", missing)
    with pytest.raises(WorkerError) as caught:
        load_base(tiny_base, quantised=True)
    assert caught.value.reason == "no_quantiser"
    monkeypatch.setattr("mfworker.runtime.capabilities.find_spec", missing)
    assert capabilities()["methods"] == ["lora"]
