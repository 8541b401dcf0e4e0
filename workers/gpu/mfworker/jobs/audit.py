"""Job kind `replay`: a trusted worker checks what an untrusted one claims of a finished run."""

import json

from mfworker.jobs.context import JobContext, JobResult
from mfworker.jobs.train import unpack_checkpoint
from mfworker.modeling.base_files import locate_base
from mfworker.training.audit import Claim, audit_run
from mfworker.training.rows import read_rows
from mfworker.training.run import TrainingJob


def run_audit(context: JobContext) -> JobResult:
    """Inputs: `rows`, `adapter.weights`, `curve` (JSON {step: [losses]}) and `checkpoint.<step>` archives."""
    spec = context.spec
    context.emit({"event": "phase", "phase": "replaying", "step": 0, "steps": max(1, len(spec["segments"]))})
    job = TrainingJob(
        locate_base(spec["plan"]["base"]),
        read_rows(context.inputs["rows"]),
        spec["plan"],
        spec["planHash"],
        spec["datanets"],
        context.folder / "run",
        start=context.inputs.get("start"),
    )
    curve = json.loads(context.inputs["curve"].read_text(encoding="utf-8"))
    claim = Claim(
        spec["step"],
        spec["tokens"],
        spec["chainHead"],
        context.inputs["adapter.weights"],
        {int(step): losses for step, losses in curve.items()},
    )
    checkpoints = [
        unpack_checkpoint(path, context.folder / role)
        for role, path in sorted(context.inputs.items())
        if role.startswith("checkpoint.")
    ]
    return JobResult("succeeded", audit_run(job, claim, checkpoints, spec["segments"]))
