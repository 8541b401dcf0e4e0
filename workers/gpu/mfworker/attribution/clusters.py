"""Leader clusters: rows that say the same thing are paid once, through the earliest of them.

Text clusters are known before training (a run trains leaders only); this adds rule (c), gradients
that point the same way. No chaining: a row joins the earliest leader that it matches itself.
"""

import numpy as np

from mfworker.attribution.decoys import QUANTILE_NEEDS

COSINE_FLOOR = 0.30
COSINE_QUANTILE = 0.999


def cosines(kernel: np.ndarray) -> np.ndarray:
    """Cosine of every pair of rows from their Gram matrix."""
    norms = np.sqrt(np.maximum(np.diag(kernel), 1e-30))
    return kernel / norms[:, None] / norms[None, :]


def similarity_threshold(cosine: np.ndarray, records: int, decoys: list[int]) -> float | None:
    """max(0.30, 99.9 % quantile of decoy-record cosines), or None with too few usable decoys to know it."""
    if len(decoys) < QUANTILE_NEEDS:
        return None
    values = np.sort(cosine[np.ix_([records + d for d in decoys], range(records))].ravel())
    return max(COSINE_FLOOR, float(values[int(np.ceil(COSINE_QUANTILE * len(values))) - 1]))


def join_leaders(
    cosine: np.ndarray, order: list[int], text_cluster: list[int], threshold: float | None
) -> list[int]:
    """Return each record's cluster: the text cluster number of the leader it joined, itself else.

    `order` is the first-come rank of each record.
    """
    result = list(text_cluster)
    if threshold is None:
        return result
    leaders: list[int] = []
    for row in sorted(range(len(order)), key=lambda index: (order[index], index)):
        match = next((leader for leader in leaders if cosine[row, leader] >= threshold), None)
        if match is None:
            leaders.append(row)
        else:
            result[row] = text_cluster[match]
    return result
