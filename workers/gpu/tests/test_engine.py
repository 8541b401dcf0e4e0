"""The engine against transformers' own model: base, merged adapters, mixed batches, caches, sampling."""

import copy
from pathlib import Path

import pytest
import torch
from conftest import make_adapter
from safetensors.torch import load_file

from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base import load_base
from mfworker.modeling.shapes import BaseShape
from mfworker.serving.detok import Detokeniser
from mfworker.serving.lora.ops import Update, Weights
from mfworker.serving.model_runner import Item, ModelRunner
from mfworker.serving.sampler import sample, uniform
from mfworker.serving.scheduler import MAX_WAITING_PER_ADAPTER, Scheduler
from mfworker.serving.sequence import Sampling, Sequence
from mfworker.wire.errors import WorkerError

PROMPTS = [[2, 9, 30, 41, 3], [2, 77, 3], [2, 15, 16, 17, 18, 19, 20, 3], [2, 200, 201, 3]]


def weights_of(manifest: AdapterManifest, path: Path) -> Weights:
    tensors = load_file(str(path))
    prefix = "base_model.model."
    names = {key.removeprefix(prefix).split(".lora_")[0] for key in tensors}
    return {
        name: Update(
            tensors[f"{prefix}{name}.lora_A.weight"],
            tensors[f"{prefix}{name}.lora_B.weight"] * manifest.scale,
        )
        for name in names
    }


def merged(model: torch.nn.Module, weights: Weights) -> torch.nn.Module:
    model = copy.deepcopy(model)
    with torch.no_grad():
        for name, update in weights.items():
            model.get_submodule(name).weight += update.b @ update.a  # type: ignore[operator]
    return model


def reference(model: torch.nn.Module, prompt: list[int], steps: int) -> tuple[list[int], torch.Tensor]:
    ids = list(prompt)
    logits = torch.empty(0)
    with torch.no_grad():
        for _ in range(steps):
            logits = model(torch.tensor([ids])).logits[0, -1].float()
            ids.append(int(logits.argmax()))
    return ids[len(prompt) :], logits


@pytest.mark.parametrize("family", ["tiny_base", "qwen_base"])
def test_mixed_batch_equals_merged_models(family: str, tmp_path: Path, request: pytest.FixtureRequest):
    base = request.getfixturevalue(family)
    model = load_base(base)
    runner = ModelRunner(model, BaseShape.of_folder(base))
    pairs = [make_adapter(base, tmp_path / str(i), seed=i, rank=rank) for i, rank in ((1, 4), (2, 8))]
    adapters: list[Weights | None] = [None, *[weights_of(m, p) for m, p in pairs]]
    plan = [
        (PROMPTS[0], None),
        (PROMPTS[1], adapters[1]),
        (PROMPTS[2], adapters[1]),
        (PROMPTS[3], adapters[2]),
    ]
    caches = [runner.new_cache(20) for _ in plan]
    items = [Item(prompt, cache, weights) for (prompt, weights), cache in zip(plan, caches, strict=True)]
    answers: list[list[int]] = [[] for _ in plan]
    for _ in range(6):
        logits = runner.step(items)
        for number, row in enumerate(logits):
            answers[number].append(int(row.argmax()))
        items = [
            Item(answers[n][-1:], cache, weights)
            for n, ((_, weights), cache) in enumerate(zip(plan, caches, strict=True))
        ]
    for number, (prompt, weights) in enumerate(plan):
        model_of_its_own = merged(model, weights) if weights else model
        expected, expected_logits = reference(model_of_its_own, prompt, 6)
        assert answers[number] == expected
        scale = expected_logits.abs().max()
        assert (logits[number] - expected_logits).abs().max() <= 1e-4 * scale


def test_base_rows_are_equal_bit_by_bit_beside_adapters(tiny_base: Path, tmp_path: Path):
    runner = ModelRunner(load_base(tiny_base), BaseShape.of_folder(tiny_base))
    manifest, path = make_adapter(tiny_base, tmp_path, seed=1)
    weights = weights_of(manifest, path)

    def first(adapter: Weights | None) -> torch.Tensor:
        items = [Item(PROMPTS[0], runner.new_cache(9), None), Item(PROMPTS[2], runner.new_cache(9), adapter)]
        return runner.step(items)[0]

    assert torch.equal(first(None), first(weights))


def test_sampling_depends_on_seed_and_position_alone():
    logits = torch.randn(50, generator=torch.Generator().manual_seed(1))
    hot = Sampling(8, temperature=1.0, seed=5)
    assert [sample(logits, hot, i) for i in range(9)] == [sample(logits, hot, i) for i in range(9)]
    assert sample(logits, Sampling(8), 0) == int(logits.argmax())
    assert sample(logits, Sampling(8, temperature=1.0, top_p=1e-6, seed=3), 4) == int(logits.argmax())
    assert len({uniform(5, i) for i in range(100)}) == 100
    counts = torch.zeros(50)
    for seed in range(4000):
        counts[sample(logits, Sampling(1, temperature=1.0, seed=seed), 0)] += 1
    assert (counts / 4000 - torch.softmax(logits, 0)).abs().max() < 0.03


def test_text_is_held_back_until_it_is_whole():
    pieces = {1: "a", 2: "a\ufffd", 3: "aß", 4: "aßEN", 5: "aßENDx"}
    detok = Detokeniser(lambda ids: pieces[len(ids)], ("END",))
    assert [detok.push(n) for n in range(5)] == ["a", "", "ß", "", ""]
    assert detok.stopped


def test_scheduler_keeps_its_caps_and_lets_others_pass_a_loading_adapter():
    scheduler = Scheduler(max_running=2)
    made = [
        Sequence([1], adapter, Sampling(4), lambda output: None) for adapter in ("slow", None, "fast", None)
    ]
    for sequence in made:
        scheduler.add(sequence)
    assert scheduler.plan(lambda adapter: adapter == "fast") == [made[1], made[2]]
    assert scheduler.waiting == [made[0], made[3]]
    for _ in range(MAX_WAITING_PER_ADAPTER - 1):
        scheduler.add(Sequence([1], "slow", Sampling(4), lambda output: None))
    with pytest.raises(WorkerError) as caught:
        scheduler.add(Sequence([1], "slow", Sampling(4), lambda output: None))
    assert caught.value.code == "rate_limited"
