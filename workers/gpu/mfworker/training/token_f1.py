"""Token-F1 between an answer and the expected text (Rajpurkar et al. 2016), words folded in case."""

import re
from collections import Counter


def token_f1(answer: str, expected: str) -> float:
    """Harmonic mean of precision and recall over the multiset of words, 0 to 1."""
    given, wanted = Counter(_words(answer)), Counter(_words(expected))
    if not given or not wanted:
        return float(given == wanted)
    shared = sum((given & wanted).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / sum(given.values()), shared / sum(wanted.values())
    return 2 * precision * recall / (precision + recall)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
