"""One answer to its evidence: gradient, query code, integer scan, clusters, null threshold, excess.

From the query code on only integers. Money is not known here: the app splits by the excess.
"""

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mfworker.attribution.codes import encode_query
from mfworker.attribution.decoys import QUANTILE_NEEDS, WEAK_BELOW
from mfworker.attribution.gradients import query_gradient
from mfworker.attribution.index.open import OpenIndex
from mfworker.attribution.scan import quantile95, scan
from mfworker.attribution.subject import Subject
from mfworker.modeling.adapters.lora import without_lora
from mfworker.modeling.losses import row_losses


def attribute(
    subject: Subject,
    index: OpenIndex,
    checkpoints: list[Path],
    prompt: list[int],
    answer: list[int],
    top: int = 256,
) -> dict[str, Any]:
    """Return wire AttributionEvidence. `checkpoints` are weight files in the manifest's order."""
    timings: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = work()
        timings[name] = round((time.perf_counter() - start) * 1000, 1)
        return result

    def gradients() -> list[np.ndarray]:
        found = []
        for weights in checkpoints:
            subject.load(weights)
            found.append(query_gradient(subject.gradients, subject.model, prompt, answer))
        return found

    queries = timed("gradient", gradients)
    lift = timed("lift", lambda: lift_millinats(subject, prompt, answer))
    code = timed("map", lambda: encode_query(index.project(queries)))
    scores = timed("scan", lambda: scan(index.codes, index.scales, code))
    return timed("clusters", lambda: judge(index, scores, top)) | {
        "kind": "attribute.evidence/1",
        "indexRoot": index.root,
        "queryCode": base64.b64encode(code.tobytes()).decode(),
        "liftMilliNats": lift,
        "ms": timings,
    }


def lift_millinats(subject: Subject, prompt: list[int], answer: list[int]) -> int:
    """rint(1000 * mean_t(ln p_adapter - ln p_base)) over the answer tokens, published checkpoint."""
    ids = torch.tensor([prompt + answer])
    labels = ids.clone()
    labels[0, : len(prompt)] = -100
    with torch.no_grad():
        tuned = float(row_losses(subject.model, ids, labels)[0])
        with without_lora(subject.layers):
            base = float(row_losses(subject.model, ids, labels)[0])
    return round(1000 * (base - tuned))


def judge(index: OpenIndex, scores: np.ndarray, top: int) -> dict[str, Any]:
    """Cluster scores, null threshold and excess from integer row scores; ties go to the lower row."""
    clusters: dict[int, tuple[int, int]] = {}
    leaders: dict[int, tuple[int, int]] = {}
    for row in range(index.trained):
        entry, score = index.rows[row], int(scores[row])
        if entry.cluster not in clusters or score > clusters[entry.cluster][0]:
            clusters[entry.cluster] = (score, row)
        if entry.cluster not in leaders or entry.order < leaders[entry.cluster][0]:
            leaders[entry.cluster] = (entry.order, row)
    values = np.array([score for score, _ in clusters.values()], np.int64)
    decoys = index.usable_decoys
    tau_q = quantile95(values) if len(clusters) >= QUANTILE_NEEDS else None
    tau_d = quantile95(scores[decoys]) if len(decoys) >= QUANTILE_NEEDS else None
    tau = max(tau_q or 0, tau_d or 0, 0)

    ordered = sorted(clusters.items(), key=lambda item: (-item[1][0], item[1][1]))
    excess: dict[int, int] = {}
    listed = []
    total = 0
    for number, (cluster, (score, _)) in enumerate(ordered):
        leader = leaders[cluster][1]
        contributor = index.rows[leader].contributor
        over = max(0, score - tau)
        total += over
        if over:
            excess[contributor] = excess.get(contributor, 0) + over
        if number < top:
            listed.append(
                {
                    "cluster": cluster,
                    "leaderRow": leader,
                    "commitment": "0x" + index.rows[leader].commitment.hex(),
                    "contributor": contributor,
                    "score": str(score),
                    "excess": str(over),
                }
            )
    return {
        "tau": {
            "quantile": None if tau_q is None else str(tau_q),
            "decoys": None if tau_d is None else str(tau_d),
            "used": str(tau),
        },
        "excessTotal": str(total),
        "clusters": listed,
        "contributors": [
            {"contributor": no, "contributorId": index.contributors[str(no)], "excess": str(amount)}
            for no, amount in sorted(excess.items(), key=lambda item: (-item[1], item[0]))
        ],
        "weak": len(clusters) < QUANTILE_NEEDS or len(decoys) < WEAK_BELOW,
    }
