"""Job kind `evaluate`: the held-out comparison of base and tuned model."""

from mfworker.jobs.context import JobContext, JobResult
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base_files import locate_base
from mfworker.training.evaluate import evaluate_adapter
from mfworker.training.rows import read_rows


def run_evaluate(context: JobContext) -> JobResult:
    spec = context.spec
    context.emit({"event": "phase", "phase": "evaluating", "step": 0, "steps": 1})
    manifest = AdapterManifest.parse(context.inputs["adapter.manifest"].read_bytes())
    report, validation = evaluate_adapter(
        locate_base(spec["base"]),
        manifest,
        context.inputs["adapter.weights"],
        read_rows(context.inputs["rows"]),
        spec["maxLength"],
        spec["seed"],
        quantised=spec.get("method") == "qlora",
    )
    return JobResult("succeeded", {"kind": "evaluate", "report": report, "validation": validation})
