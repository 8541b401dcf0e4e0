"""A rented machine costs while it waits: the worker ends when there was nothing to do for long enough."""

import threading
import time
from pathlib import Path
from typing import Any

from mfworker.runtime.worker import Worker


class Quiet:
    """A platform that never has work."""

    def post(self, path: str, body: dict[str, Any], patience_s: float) -> None:
        time.sleep(0.01)


class Busy:
    def drain(self) -> None: ...


def test_a_rented_worker_ends_when_there_was_nothing_to_do(tmp_path: Path):
    worker = Worker(Quiet(), None, None, tmp_path)  # type: ignore[arg-type]
    lane = threading.Thread(target=worker.lane, args=("heavy", ("train",)), daemon=True)
    lane.start()
    # Work that goes on for longer than the limit is no idleness.
    worker.runners["heavy"] = Busy()  # type: ignore[assignment]
    waiting = threading.Thread(target=worker.wait, args=(1.0,), daemon=True)
    waiting.start()
    waiting.join(2.5)
    assert waiting.is_alive()
    worker.runners.clear()
    waiting.join(4)
    lane.join(2)
    assert not waiting.is_alive() and not lane.is_alive()
