"""`mfworker replay`: an auditor's check of one segment of a run, from files anybody with access to the run has."""

import json
import tempfile
from pathlib import Path
from typing import Any

from mfworker.jobs.train import unpack_checkpoint
from mfworker.modeling.base_files import locate_base
from mfworker.training.replay import replay_segment
from mfworker.training.rows import read_rows
from mfworker.training.run import TrainingJob
from mfworker.wire.canonical_json import sha256_of_json


def replay(plan_file: Path, rows: Path, before: Path, after: Path) -> dict[str, Any]:
    """Replay from checkpoint archive `before` to `after`; returns the verdict with its figures."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = TrainingJob(
            locate_base(plan["base"]), read_rows(rows), plan, sha256_of_json(plan), [], folder / "run"
        )
        segment = [
            unpack_checkpoint(file, folder / side) for file, side in ((before, "before"), (after, "after"))
        ]
        return replay_segment(job, segment[0], segment[1]).to_json()
