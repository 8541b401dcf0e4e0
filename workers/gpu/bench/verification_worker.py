"""The machines of `npm run bench -- verification` in one process: liars that train, and the trusted worker's jobs.

Reads one JSON request a line, answers one a line: `{op: "train", lie, seed, spec, rows, folder, other}` gives a
worker's files and claims, `{op: "job", kind, spec, inputs, folder}` runs the real code of a worker's job.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from lies import manifest_of, tell

from mfworker.jobs.child import run_job
from mfworker.jobs.context import JobContext
from mfworker.modeling.base_files import locate_base
from mfworker.runtime.uploads import file_sha256, pack_folder
from mfworker.training.checkpoints import read_state
from mfworker.training.rows import read_rows
from mfworker.training.run import TrainingJob
from mfworker.wire.errors import WorkerError


def train(request: dict[str, Any]) -> dict[str, Any]:
    spec, folder = request["spec"], Path(request["folder"])
    job = TrainingJob(
        locate_base(spec["plan"]["base"]), read_rows(Path(request["rows"])), spec["plan"], spec["planHash"],
        spec["datanets"], folder / "run",
    )  # fmt: skip
    other = Path(request["other"]) if request["other"] else None
    work = tell(request["lie"], job, request["seed"], other)
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest_of(work))
    archives = [
        {"step": read_state(path)["step"], "path": str(pack_folder(path, folder / f"{path.name}.tar"))}
        for path in work.checkpoints
    ]
    return {
        "weights": str(work.weights),
        "manifest": str(manifest),
        "checkpoints": archives,
        "curve": [{"step": step, "loss": loss} for step, loss in sorted(work.curve.items())],
        "result": {
            "kind": "train",
            "step": work.step,
            "steps": spec["plan"]["steps"],
            "tokens": work.tokens,
            "seconds": 1,
            "baseEvalLoss": work.base_loss,
            "evalLoss": work.tuned_loss,
            "adapterHash": file_sha256(manifest),
            "chainHead": work.head,
        },
    }


def run(request: dict[str, Any]) -> dict[str, Any]:
    folder = Path(request["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    inputs = {role: Path(path) for role, path in request["inputs"].items()}
    context = JobContext(request["spec"], inputs, folder, lambda event: None, lambda: "continue")
    try:
        result = run_job(request["kind"], context)
        return {"outcome": result.outcome, "result": result.result, "reason": None}
    except WorkerError as error:
        return {"outcome": "failed", "result": {"kind": "none"}, "reason": error.to_json()}


def main() -> None:
    # Libraries print on stdout at times; the answers' pipe is kept for answers.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        answer = train(request) if request["op"] == "train" else run(request)
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
