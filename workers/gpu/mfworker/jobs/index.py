"""Job kind `index`: the attribution index of a run, one artefact per file."""

import time

from mfworker.attribution.index.build import build_index, records_of
from mfworker.jobs.context import JobContext, JobResult
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base_files import locate_base
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.rows import read_rows
from mfworker.wire.errors import WorkerError


def run_index(context: JobContext) -> JobResult:
    spec, began = context.spec, time.monotonic()
    base = locate_base(spec["base"])
    manifest = AdapterManifest.parse(context.inputs["adapter.manifest"].read_bytes())
    renderer = ChatRenderer(base)
    records = records_of(read_rows(context.inputs["rows"]), renderer, spec["maxLength"])
    if sum(not record.decoy for record in records) < 2:
        raise WorkerError("dataset_invalid", "Attribution needs at least two trained rows.", "rows")
    checkpoints = [
        (entry["step"], entry["learningRate"], context.inputs[f"checkpoint.{entry['step']}"])
        for entry in spec["checkpoints"]
    ]

    def report(phase: str, done: int, total: int) -> None:
        context.emit({"event": "phase", "phase": phase, "step": done, "steps": total})

    built = build_index(
        context.folder / "index",
        base,
        manifest,
        checkpoints,
        records,
        seed=spec["seed"],
        max_length=spec["maxLength"],
        snapshot_roots=spec["snapshotRoots"],
        run_manifest_hash=spec["runManifestHash"],
        report=report,
    )
    result = JobResult(
        "succeeded",
        {
            "kind": "index",
            "indexRoot": built.root,
            "method": "influence",
            "records": built.records,
            "decoys": built.decoys,
            "checkpoints": built.checkpoints,
            "k": built.k,
            "bytes": built.bytes,
            "seconds": round(time.monotonic() - began, 2),
        },
    )
    for path in sorted(built.folder.iterdir()):
        role = "index.manifest" if path.name == "manifest.json" else "index.file"
        result.add(role, path, name=path.name)
    return result
