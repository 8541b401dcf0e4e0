"""Three fixed prompts, answered greedily by the base and by the model of the moment."""

from collections.abc import Sequence

import torch

from mfworker.modeling.greedy import greedy_answers
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.examples import Example

COUNT = 3
MAX_NEW_TOKENS = 40


class Samples:
    """The prompts of validation rows, or of training rows where the run has no validation rows."""

    def __init__(
        self, renderer: ChatRenderer, validation: Sequence[Example], train: Sequence[Example]
    ) -> None:
        self.renderer = renderer
        self.chosen = list(validation or train)[:COUNT]
        self.base: list[str] = []

    def answer(self, model: torch.nn.Module, step: int) -> list[dict[str, object]]:
        """Return one wire RunSample per prompt; the first call, at step 0, fixes the base's answers."""
        prompts = [self.renderer.prompt_ids(example.messages[:-1]) for example in self.chosen]
        ids = greedy_answers(model, prompts, self.renderer.end_ids, self.renderer.pad_id, MAX_NEW_TOKENS)
        texts = [self.renderer.decode(answer) for answer in ids]
        self.base = self.base or texts
        return [
            {
                "step": step,
                "prompt": example.messages[-2]["content"] if len(example.messages) > 1 else "",
                "base": base,
                "tuned": text,
                "expected": example.answer,
            }
            for example, base, text in zip(self.chosen, self.base, texts, strict=True)
        ]
