"""Null rows: held-out rows of the same snapshots, never trained on, that say what chance looks like."""

import unicodedata
from collections.abc import Iterable

MAXIMUM = 1024
WEAK_BELOW = 64
QUANTILE_NEEDS = 20


def normalise_answer(text: str) -> str:
    """The form in which two answers count as equal: NFKC, folded case, single spaces, no end mark."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).rstrip(".!? ")


def usable_decoys(decoy_answers: list[str], trained_answers: Iterable[str]) -> list[int]:
    """Indices of decoys whose answer no trained row gives.

    A held-out second wording of a trained fact would score like the fact itself and raise the bar
    against the very record it asks for.
    """
    trained = {normalise_answer(answer) for answer in trained_answers}
    return [i for i, answer in enumerate(decoy_answers) if normalise_answer(answer) not in trained]
