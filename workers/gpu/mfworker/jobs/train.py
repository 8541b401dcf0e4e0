"""Job kind `train`: one fine-tuning; artefacts are the adapter, its manifest, the run's manifest, checkpoints."""

import tarfile
from pathlib import Path

from mfworker.jobs.context import JobContext, JobResult
from mfworker.modeling.base_files import locate_base
from mfworker.modeling.shapes import BaseShape
from mfworker.storage.disk import require_space
from mfworker.training.checkpoints import checkpoint_bytes, is_checkpoint_file
from mfworker.training.rows import read_rows
from mfworker.training.run import TrainingJob, run_training
from mfworker.training.settings import Settings, save_steps


def run_train(context: JobContext) -> JobResult:
    spec = context.spec
    context.emit({"event": "phase", "phase": "downloading"})
    base = locate_base(spec["plan"]["base"])
    settings = Settings.from_wire(spec["plan"]["settings"])
    parameters = BaseShape.of_folder(base).adapter_parameters(settings.rank)
    # Every checkpoint, and two more for the archive on its way and the result.
    count = len(save_steps(settings, spec["plan"]["steps"])) + 2
    require_space(context.folder, count * checkpoint_bytes(parameters))
    resume = None
    if "resume" in context.inputs:
        resume = unpack_checkpoint(context.inputs["resume"], context.folder / "resume")
    job = TrainingJob(
        base,
        read_rows(context.inputs["rows"]),
        spec["plan"],
        spec["planHash"],
        spec["datanets"],
        context.folder,
        resume,
        start=context.inputs.get("start"),
    )
    outcome = run_training(job, context.emit, context.command)
    result = JobResult(
        "failed" if outcome.outcome == "drained" else outcome.outcome,
        {
            "kind": "train",
            "step": outcome.step,
            "steps": outcome.steps,
            "tokens": outcome.tokens,
            "seconds": round(outcome.seconds, 2),
            "baseEvalLoss": outcome.base_eval_loss,
            "evalLoss": outcome.eval_loss,
            "adapterHash": outcome.manifest.hash if outcome.manifest else None,
            "chainHead": outcome.chain_head,
        },
    )
    if outcome.outcome == "drained":
        detail = f"The worker was stopped; the run resumes after step {outcome.step}."
        result.reason = {"code": "worker_lost", "detail": detail, "reason": "drained"}
    if outcome.manifest and outcome.weights and outcome.run_manifest:
        manifest = context.folder / "adapter-manifest.json"
        manifest.write_bytes(outcome.manifest.to_bytes())
        result.add("adapter.weights", outcome.weights)
        result.add("adapter.manifest", manifest)
        result.add("run.manifest", outcome.run_manifest)
        for step, rate, path in outcome.checkpoints:
            result.add(f"checkpoint.{step}", path, step, rate)
    return result


def unpack_checkpoint(archive: Path, folder: Path) -> Path:
    """Unpack a resumable checkpoint; only its plain files are taken, nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and is_checkpoint_file(member.name):
                source = tar.extractfile(member)
                assert source
                (folder / member.name).write_bytes(source.read())
    return folder
