"""Paired bootstrap: how sure is the mean of per-row differences?"""

import numpy as np

RESAMPLES = 2000


def paired_interval(differences: np.ndarray, seed: int) -> tuple[float, float, float]:
    """Return `(mean, low, high)` with the 95 % percentile interval over 2,000 resamples of rows."""
    generator = np.random.Generator(np.random.PCG64(seed))
    picks = generator.integers(0, len(differences), (RESAMPLES, len(differences)))
    means = np.sort(differences[picks].mean(1))
    low, high = means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
    return float(differences.mean()), float(low), float(high)
