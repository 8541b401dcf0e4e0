"""The rows of one training step as tensors: padded side by side or packed into few sequences, with or without noise.

Packed rows share a sequence but see nothing of each other: positions begin anew with every row and the mask keeps
attention inside it, so loss and gradients are those of the padded batch; only the padding is gone. Noise (NEFTune,
Jain et al. 2023) is drawn per row from seed, step and record, so that a replay, a resumed run or a batch in parts
meets the same one.
"""

import hashlib
from dataclasses import dataclass

import torch

from mfworker.modeling.losses import body_of, token_losses
from mfworker.training.examples import IGNORED, Example, collate
from mfworker.training.settings import Settings

Inputs = dict[str, torch.Tensor]


@dataclass(frozen=True)
class BatchMaker:
    """`width` is the model's hidden size; `pad` fills what packing leaves over."""

    settings: Settings
    pad: int
    width: int

    def __call__(self, rows: list[Example], step: int) -> Inputs:
        """Tensors for `batch_losses`: ids, labels [B, T] and, as the settings want, positions, mask, noise."""
        noisy = self.settings.neftune > 0
        if not self.settings.packing:
            ids, labels = collate(rows, self.pad)
            made = {"input_ids": ids, "labels": labels}
            places = [(number, 0) for number in range(len(rows))]
        else:
            places = place([len(row.ids) for row in rows], self.settings.max_length)
            made = pack(rows, places, self.pad)
        if noisy:
            made["noise"] = self._noise(rows, places, made["input_ids"].shape, step)
        return made

    def _noise(
        self, rows: list[Example], places: list[tuple[int, int]], shape: torch.Size, step: int
    ) -> torch.Tensor:
        """Uniform in ±alpha / sqrt(tokens of the row * width); nothing on padding."""
        noise = torch.zeros((*shape, self.width))
        for row, (sequence, start) in zip(rows, places, strict=True):
            name = f"mf-neftune/1 {self.settings.seed} {step} {row.record_id}".encode()
            generator = torch.Generator().manual_seed(
                int.from_bytes(hashlib.sha256(name).digest()[:8], "big")
            )
            drawn = torch.rand((len(row.ids), self.width), generator=generator) * 2 - 1
            scale = self.settings.neftune / (len(row.ids) * self.width) ** 0.5
            noise[sequence, start : start + len(row.ids)] = drawn * scale
        return noise


def batch_losses(model: torch.nn.Module, batch: Inputs) -> torch.Tensor:
    """Loss of every trained token of a batch, nats."""
    extra = {name: batch[name] for name in ("position_ids", "attention_mask") if name in batch}
    if "noise" in batch:
        embed = body_of(model).get_input_embeddings()  # type: ignore[operator]
        extra["inputs_embeds"] = embed(batch["input_ids"]) + batch["noise"]
    return token_losses(model, batch["input_ids"], batch["labels"], extra)[0]


def place(lengths: list[int], limit: int) -> list[tuple[int, int]]:
    """Put rows into as few sequences of at most `limit` tokens as a longest-first greedy finds, evenly filled.

    Returns `(sequence, first token)` per row. A row longer than the limit gets a sequence of its own.
    """
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    for count in range(max(1, -(-sum(lengths) // limit)), len(lengths) + 1):
        filled = [0] * count
        places = [(0, 0)] * len(lengths)
        for index in order:
            sequence = min(range(count), key=lambda number: (filled[number], number))
            places[index] = (sequence, filled[sequence])
            filled[sequence] += lengths[index]
        if max(filled) <= limit:
            return places
    return [(index, 0) for index in range(len(lengths))]


def pack(rows: list[Example], places: list[tuple[int, int]], pad: int) -> Inputs:
    """Lay each row at its place: ids, labels, positions `[S, T]`, attention mask `[S, 1, T, T]` (True: sees)."""
    count = 1 + max(sequence for sequence, _ in places)
    width = max(start + len(row.ids) for row, (_, start) in zip(rows, places, strict=True))
    ids, labels = torch.full((count, width), pad), torch.full((count, width), IGNORED)
    positions = torch.zeros((count, width), dtype=torch.long)
    # Padding belongs to no row and sees itself alone: a softmax over nothing is not a number.
    owner = torch.arange(-1, -width - 1, -1).repeat(count, 1)
    for number, (row, (sequence, start)) in enumerate(zip(rows, places, strict=True)):
        span = slice(start, start + len(row.ids))
        ids[sequence, span], labels[sequence, span] = torch.tensor(row.ids), torch.tensor(row.labels)
        # The first token has nothing before it: packed, it would be predicted from another row's last one.
        labels[sequence, start] = IGNORED
        positions[sequence, span] = torch.arange(len(row.ids))
        owner[sequence, span] = number
    same = owner[:, :, None] == owner[:, None, :]
    mask = same & torch.ones((width, width), dtype=torch.bool).tril()
    return {"input_ids": ids, "labels": labels, "position_ids": positions, "attention_mask": mask[:, None]}
