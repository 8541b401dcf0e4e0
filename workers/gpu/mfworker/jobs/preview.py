"""Job kind `preview`: renders and counts with the tokenizer alone, so it answers beside a training."""

from mfworker.jobs.context import JobContext, JobResult
from mfworker.modeling.base_files import locate_base
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.preview import preview_rows
from mfworker.training.rows import read_rows


def run_preview(context: JobContext) -> JobResult:
    spec = context.spec
    renderer = ChatRenderer(locate_base(spec["base"]))
    rows = read_rows(context.inputs["rows"])
    preview = preview_rows(rows, renderer, spec["maxLength"], spec["position"])
    return JobResult("succeeded", {"kind": "preview", "preview": preview})
