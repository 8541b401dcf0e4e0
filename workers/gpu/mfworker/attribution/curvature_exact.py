"""Damped influence for small sets: gradients of n rows to a record matrix T and query maps W_c.

Per checkpoint c (Woodbury: G(F + lam I)^-1 q = S G q with F = G'G/n):
  K = G G',  lam = d tr(K)/n^2,  S = n inv(K + n lam I),  B = sum_c eta_c S_c K_c = Y Theta Y'
  T = Y_k Theta_k^(1/2)  [n, k],  W_c = eta_c G_c' S_c Y_k Theta_k^(-1/2)  [D, k]
so that for k = n the product p.T_i with p = sum_c W_c' q_c equals the exact sum over checkpoints.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

COLUMNS = 1 << 16
RANK_FLOOR = 1e-12


@dataclass(frozen=True)
class Curvature:
    """`records` T is `[n, k]` float64; `mixers` are eta_c S_c Y Theta^(-1/2), `[n, k]`; `kernels` are G G'."""

    records: np.ndarray
    mixers: list[np.ndarray]
    damping: list[float]
    kernels: list[np.ndarray]

    def map_blocks(self, checkpoint: int, gradients: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield `(first column, W[first:first+width])` of one checkpoint's map without forming it whole.

        Multiplies in the type of `gradients`: float32 is plenty for a map that is stored as int8.
        """
        mixer = self.mixers[checkpoint].astype(gradients.dtype)
        for start in range(0, gradients.shape[1], COLUMNS):
            yield start, np.asarray(gradients[:, start : start + COLUMNS]).T @ mixer


def gram(gradients: np.ndarray) -> np.ndarray:
    """K = G G' in float64, summed over column blocks in a fixed order."""
    total = np.zeros((len(gradients), len(gradients)))
    for start in range(0, gradients.shape[1], COLUMNS):
        block = np.asarray(gradients[:, start : start + COLUMNS], dtype=np.float64)
        total += block @ block.T
    return total


def fit(gradients: Sequence[np.ndarray], damping: float, k: int) -> Curvature:
    """Fit on one `[n, D]` matrix per checkpoint (memory-mapped is fine); eta_c = 1/C; `k` <= n."""
    n, eta = len(gradients[0]), 1.0 / len(gradients)
    product = np.zeros((n, n))
    solvers: list[np.ndarray] = []
    lambdas: list[float] = []
    kernels: list[np.ndarray] = []
    for matrix in gradients:
        kernel = gram(matrix)
        lam = damping * float(np.trace(kernel)) / n**2
        solver = n * np.linalg.inv(kernel + n * lam * np.eye(n))
        product += eta * solver @ kernel
        solvers.append(solver)
        lambdas.append(lam)
        kernels.append(kernel)
    values, vectors = np.linalg.eigh((product + product.T) / 2)
    order = np.argsort(-values, kind="stable")[:k]
    theta, basis = np.clip(values[order], 0, None), vectors[:, order]
    # A column's sign is arbitrary; its largest entry is made positive, so that bytes do not depend on it.
    basis = basis * np.sign(basis[np.abs(basis).argmax(0), np.arange(len(order))])
    usable = theta > RANK_FLOOR * theta[0]
    inverse_root = np.where(usable, 1 / np.sqrt(np.where(usable, theta, 1)), 0)
    return Curvature(
        records=basis * np.sqrt(np.where(usable, theta, 0)),
        mixers=[eta * solver @ basis * inverse_root for solver in solvers],
        damping=lambdas,
        kernels=kernels,
    )
