"""Full disks as an expected failure with a sentence, told apart from bugs; found before a run where possible."""

import errno
import shutil
from pathlib import Path

from mfworker.wire.errors import WorkerError


def is_disk_full(error: BaseException) -> bool:
    """Python has a number for it; safetensors writes through Rust and leaves only the text."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return "No space left on device" in str(error) or "StorageFull" in str(error)


def disk_full() -> WorkerError:
    """An infrastructure failure: the platform lets the run go on from its last checkpoint."""
    return WorkerError(
        "upstream_unavailable",
        "The worker's disk is full. The run goes on from its last checkpoint once there is space or another "
        "worker takes it.",
        "disk_full",
    )


def require_space(folder: Path, needed: int) -> None:
    """Raise WorkerError `upstream_unavailable`/disk_full unless `needed` bytes are free beside `folder`."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WorkerError(
            "upstream_unavailable",
            f"The worker has {_megabytes(free)} of disk left and the run needs {_megabytes(needed)} for its "
            "checkpoints. Free space there or let another worker take it.",
            "disk_full",
        )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
