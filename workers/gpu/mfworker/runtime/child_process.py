"""The process of one job: spawned without secrets, speaks JSON lines, is ended as a group."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SECRETS = ("MF_", "DATABASE_", "S3_", "SESSION_", "AUTH_")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "NUMBA")}
ALLOWED = frozenset({"MF_EVAL_DATA_DIR"})


class ChildProcess:
    """`folder` holds job.json; stderr goes to child.log there.

    `one_thread` is for attribution, whose bytes must not depend on the number of cores.
    """

    def __init__(self, folder: Path, *, one_thread: bool = False) -> None:
        self.folder = folder
        self._log = (folder / "child.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mfworker.jobs.child", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=child_environment() | (ONE_THREAD if one_thread else {}),
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield events until the process closes its output."""
        assert self._process.stdout
        for line in self._process.stdout:
            yield json.loads(line)
        self._process.wait()
        self._log.close()

    def command(self, command: str) -> None:
        try:
            assert self._process.stdin
            self._process.stdin.write(command.encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            pass  # it has ended already; its last event says how

    def kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def log_tail(self, lines: int = 20) -> list[str]:
        try:
            text = (self.folder / "child.log").read_text(errors="replace")
        except OSError:
            return []
        return [line[:2000] for line in text.strip().splitlines()[-lines:]]


def child_environment() -> dict[str, str]:
    """The runtime's environment without anything that opens the platform."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in ALLOWED or not (name.startswith(SECRETS) or name.endswith(("_TOKEN", "_KEY", "_SECRET")))
    }
