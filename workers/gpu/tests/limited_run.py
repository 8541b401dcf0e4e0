"""A run under a real memory limit, in a process of its own: `limited_run.py BASE SPARE_MIB FOLDER`.

The limit holds from the loaded model to the last step: what the process has then, plus SPARE_MIB.
Prints one JSON line.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from conftest import make_rows

from mfworker.training.checkpoints import read_state
from mfworker.training.run import TrainingJob, run_training

BATCH, STEPS = 16, 2


def main() -> None:
    base, spare, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir()
    losses: list[float] = []
    logs: list[str] = []

    def emit(event: dict[str, Any]) -> None:
        if event["event"] == "phase" and event["phase"] == "probing":
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            limit = used + (spare << 20)
            resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
        elif event["event"] == "phase" and event["phase"] == "saving":
            # The gate's numpy ends the process when it cannot have its work space; only training is tried here.
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        elif event["event"] == "log":
            logs.append(event["text"])
        elif event["event"] == "point" and event["point"]["kind"] == "train":
            losses.append(event["point"]["loss"])

    settings = {"rank": 4, "alpha": 8, "learningRate": 5e-3, "batchSize": BATCH, "epochs": 3, "maxLength": 128,
                "evaluations": 1, "checkpoints": 1, "seed": 7}  # fmt: skip
    job = TrainingJob(base, long_rows(), {"settings": settings, "steps": STEPS}, "00" * 32, [], folder,
                      numerics={"threads": 1, "dtype": "float32"})  # fmt: skip
    run_training(job, emit, lambda: "continue")
    micro = read_state(folder / f"checkpoint-{STEPS}")["micro"]
    print(json.dumps({"losses": losses, "logs": logs, "micro": micro}))


def long_rows() -> list[dict[str, Any]]:
    """Answers of about 120 tokens, so that activations outweigh everything else."""
    rows = make_rows(24)
    for row in rows:
        row["messages"][-1]["content"] = " ".join([row["messages"][-1]["content"]] * 12)
    return rows


if __name__ == "__main__":
    main()
