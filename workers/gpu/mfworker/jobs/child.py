"""One job in a process of its own: `python -m mfworker.jobs.child FOLDER`, with job.json in the folder.

Events leave as JSON lines on stdout, commands arrive as lines on stdin; when stdin closes, the
runtime is gone and the child leaves at once. It holds no secret of the platform.
"""

import json
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from mfworker.jobs.context import JobContext, JobResult
from mfworker.storage.disk import disk_full, is_disk_full
from mfworker.wire.errors import WorkerError


class CommandReader:
    """The newest command line from the runtime; `continue` until one comes."""

    def __init__(self) -> None:
        self.current = "continue"
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.current = line.strip() or self.current
        os._exit(3)


def run_job(kind: str, context: JobContext) -> JobResult:
    """Dispatch by kind; torch is imported only by the kinds that compute."""
    if kind == "preview":
        from mfworker.jobs.preview import run_preview

        return run_preview(context)
    if kind == "train":
        from mfworker.jobs.train import run_train

        return run_train(context)
    if kind == "evaluate":
        from mfworker.jobs.evaluate import run_evaluate

        return run_evaluate(context)
    if kind == "index":
        from mfworker.jobs.index import run_index

        return run_index(context)
    if kind == "replay":
        from mfworker.jobs.audit import run_audit

        return run_audit(context)
    if kind == "export":
        from mfworker.jobs.export import run_export

        return run_export(context)
    raise WorkerError("invalid_request", f"This worker knows no job of kind {kind}.")


def main() -> None:
    folder = Path(sys.argv[1])
    # Libraries print on stdout at times; the events' pipe is kept for events.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    lock = threading.Lock()

    def emit(event: dict[str, Any]) -> None:
        with lock:
            out.write(json.dumps(event, separators=(",", ":")) + "\n")
            out.flush()

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    inputs = {role: Path(path) for role, path in job["inputs"].items()}
    commands = CommandReader()
    context = JobContext(job["spec"], inputs, folder, emit, lambda: commands.current)
    try:
        result = run_job(job["kind"], context)
        end: dict[str, Any] = {
            "event": "end",
            "outcome": result.outcome,
            "reason": result.reason,
            "result": result.result,
            "artifacts": result.artifacts,
        }
    except WorkerError as error:
        end = failure(error)
    except MemoryError:
        end = failure(WorkerError("gpu_out_of_memory", "The worker ran out of memory; shorten the rows."))
    except Exception as error:  # the platform must hear why; the log keeps the traceback
        traceback.print_exc()
        end = failure(_unexpected(error))
    emit(end)
    out.close()
    os._exit(0)


def _unexpected(error: Exception) -> WorkerError:
    if is_disk_full(error):
        return disk_full()
    if "out of memory" in str(error).lower():
        return WorkerError("gpu_out_of_memory", "The worker ran out of memory; shorten the rows.")
    return WorkerError("internal", f"The job failed unexpectedly ({type(error).__name__}); the log has more.")


def failure(error: WorkerError) -> dict[str, Any]:
    return {
        "event": "end",
        "outcome": "failed",
        "reason": error.to_json(),
        "result": {"kind": "none"},
        "artifacts": [],
    }


if __name__ == "__main__":
    main()
