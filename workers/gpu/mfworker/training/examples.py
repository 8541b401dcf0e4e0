"""Job rows to tokenised examples: leaders only, cut to the length, answer tokens bear the loss."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch

from mfworker.modeling.rendering import ChatRenderer, Messages
from mfworker.wire.errors import WorkerError

IGNORED = -100


@dataclass(frozen=True)
class Example:
    """One row as the model sees it; `labels` equals `ids` on trained tokens and -100 elsewhere."""

    position: int
    record_id: str
    commitment: str
    messages: Messages
    ids: list[int]
    labels: list[int]
    cut_tokens: int

    @property
    def trained_count(self) -> int:
        return sum(label != IGNORED for label in self.labels)

    @property
    def answer(self) -> str:
        return self.messages[-1]["content"]


def make_examples(
    rows: Iterable[dict[str, Any]], renderer: ChatRenderer, max_length: int, splits: frozenset[str]
) -> list[Example]:
    """Tokenise the cluster leaders of the given splits that still have a trained token after the cut.

    Rows of training are leaders only: copies neither gain nor dilute. Raises WorkerError
    `dataset_invalid`/masked when no row has anything to learn from.
    """
    examples: list[Example] = []
    seen = 0
    for row in rows:
        if row["split"] not in splits or row["messages"] is None:
            continue
        if row["split"] == "train" and not row["leader"]:
            continue
        seen += 1
        rendered = renderer.encode_row(row["messages"], min(max_length, renderer.context_length))
        if rendered.trained_count == 0:
            continue
        pairs = zip(rendered.ids, rendered.trained, strict=True)
        labels = [token if trained else IGNORED for token, trained in pairs]
        examples.append(
            Example(
                row["position"],
                row["recordId"],
                row["commitment"],
                row["messages"],
                rendered.ids,
                labels,
                rendered.cut_tokens,
            )
        )
    if seen and not examples:
        raise WorkerError(
            "dataset_invalid",
            f"Nothing to learn from: the answer is empty in {seen} of {seen} rows.",
            "masked",
        )
    return examples


def collate(examples: Iterable[Example], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Right-pad to `(ids [B, T], labels [B, T])`. Causal attention needs no mask for padding on the right."""
    chosen = list(examples)
    width = max(len(example.ids) for example in chosen)
    ids = torch.full((len(chosen), width), pad)
    labels = torch.full((len(chosen), width), IGNORED)
    for row, example in enumerate(chosen):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        labels[row, : len(example.labels)] = torch.tensor(example.labels)
    return ids, labels
