"""Batch order from the plan's seed and the rows' salted commitments, equal in every language.

SplitMix64 (Steele, Lea, Flood 2014) drives a Fisher-Yates shuffle; one shuffle an epoch. Content
hashes take no part, so that erasing a record leaves nothing that could be recomputed.
"""

import hashlib
from collections.abc import Iterator, Sequence

MASK = (1 << 64) - 1


class SplitMix64:
    """64-bit generator; `below(n)` rejects the biased tail, so every value is equally likely."""

    def __init__(self, seed: int) -> None:
        self.state = seed & MASK

    def next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound: int) -> int:
        limit = (1 << 64) - (1 << 64) % bound
        while (value := self.next()) >= limit:
            pass
        return value % bound


def epoch_order(seed: int, commitments: Sequence[str], epoch: int) -> list[int]:
    """Return the order of one epoch as indices into `commitments` (0x-hex, in position order)."""
    digest = hashlib.sha256(b"mf-order/1" + seed.to_bytes(8, "big") + epoch.to_bytes(4, "big"))
    for commitment in commitments:
        digest.update(bytes.fromhex(commitment.removeprefix("0x")))
    generator = SplitMix64(int.from_bytes(digest.digest()[:8], "big"))
    order = list(range(len(commitments)))
    for i in range(len(order) - 1, 0, -1):
        j = generator.below(i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def batches(seed: int, commitments: Sequence[str], batch_size: int, steps: int) -> Iterator[list[int]]:
    """Yield `steps` batches of row indices; each epoch ends with a shorter batch where it must."""
    epoch, made = 0, 0
    while made < steps:
        order = epoch_order(seed, commitments, epoch)
        for start in range(0, len(order), batch_size):
            if made == steps:
                return
            yield order[start : start + batch_size]
            made += 1
        epoch += 1


def steps_for(rows: int, batch_size: int, epochs: int) -> int:
    return -(-rows // batch_size) * epochs
