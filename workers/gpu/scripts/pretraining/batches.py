"""Turns rows into token batches: most of like length without padding waste, some packed to the context."""

import random

import torch

PACKED_SHARE = 0.25
Batch = tuple[torch.Tensor, torch.Tensor]


def make_epoch(
    documents: list[list[int]], batch_tokens: int, context: int, pad: int, seed: int
) -> list[Batch]:
    """Return one epoch of `(ids [B, T], labels [B, T])`; padded positions carry label -100.

    Packed sequences train the late positions and look like a conversation of several turns;
    the others start at position 0 with nothing before them, as a fine-tuned question does.
    """
    rng = random.Random(seed)
    order = list(range(len(documents)))
    rng.shuffle(order)
    packed_count = int(len(order) * PACKED_SHARE)
    batches: list[Batch] = []

    stream = [token for index in order[:packed_count] for token in documents[index]]
    rows = max(1, batch_tokens // context)
    size = rows * context
    for start in range(0, len(stream) - size + 1, size):
        ids = torch.tensor(stream[start : start + size]).view(rows, context)
        batches.append((ids, ids))

    rest = order[packed_count:]
    window = 8192
    for start in range(0, len(rest), window):
        chunk = sorted(rest[start : start + window], key=lambda index: len(documents[index]))
        group: list[list[int]] = []
        for index in chunk:
            document = documents[index]
            if group and (len(group) + 1) * max(len(document), len(group[-1])) > batch_tokens:
                batches.append(_pad(group, pad))
                group = []
            group.append(document)
        if group:
            batches.append(_pad(group, pad))
    rng.shuffle(batches)
    return batches


def _pad(group: list[list[int]], pad: int) -> Batch:
    width = max(map(len, group))
    ids = torch.full((len(group), width), pad)
    labels = torch.full((len(group), width), -100)
    for row, document in enumerate(group):
        ids[row, : len(document)] = torch.tensor(document)
        labels[row, : len(document)] = torch.tensor(document)
    return ids, labels
