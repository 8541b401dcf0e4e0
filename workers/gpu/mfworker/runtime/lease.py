"""Keeps a job's lease by heartbeats and carries progress with them.

A beat is due every 20 s, or soon after new points; each body keeps its seq until it is answered, so
a repeated one is harmless. Without an answer for 80 % of the lease the worker stops itself.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from mfworker.runtime.capabilities import resident_bytes
from mfworker.runtime.devices import readings
from mfworker.runtime.platform_client import LeaseLost, PlatformClient, Refused

log = logging.getLogger("mfworker.runtime")
BEAT_S, FRESH_BEAT_S = 20.0, 1.5
SELF_STOP_SHARE = 0.8
MAX_POINTS, MAX_SAMPLES, MAX_LOGS = 2000, 16, 200


class Lease:
    """`on_command` hears every new wish, `on_lost` that the job is no longer ours. Both run on the beat thread."""

    def __init__(
        self,
        client: PlatformClient,
        job_id: str,
        fence: int,
        lease_s: float,
        on_command: Callable[[str], None],
        on_lost: Callable[[], None],
    ) -> None:
        self.client, self.job_id, self.fence, self.lease_s = client, job_id, fence, lease_s
        self.on_command, self.on_lost = on_command, on_lost
        self.lost = False
        self.pid = 0
        self._phase, self._step, self._steps = "loading", 0, 1
        self._head: str | None = None
        self._points: list[dict[str, Any]] = []
        self._samples: list[dict[str, Any]] = []
        self._logs: list[str] = []
        self._seq = 0
        self._pending: dict[str, Any] | None = None
        self._answered = time.monotonic()
        self._command = "continue"
        self._lock = threading.Lock()
        self._fresh = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lease-{job_id}", daemon=True)
        self._thread.start()

    def note(self, event: dict[str, Any]) -> None:
        """Take an event of the job's process into the next beat."""
        with self._lock:
            kind = event["event"]
            if kind == "phase":
                # A phase without numbers (uploading) leaves the run's progress where it was.
                self._phase = event["phase"][:40]
                self._step, self._steps = event.get("step", self._step), event.get("steps", self._steps)
            elif kind == "point":
                self._points.append(event["point"])
                self._step, self._steps, self._head = (
                    event["point"]["step"],
                    event["steps"],
                    event["chainHead"],
                )
            elif kind == "samples":
                self._samples += event["samples"]
            elif kind == "log":
                self._logs.append(event["text"][:2000])
        self._fresh.set()

    def close(self) -> None:
        """Send what is left and stop beating; the finish call is the last word."""
        self._ended.set()
        self._fresh.set()
        self._thread.join(timeout=30)
        if not self.lost:
            self._beat()

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._fresh.wait(BEAT_S):
                self._ended.wait(FRESH_BEAT_S)
            self._fresh.clear()
            if self._ended.is_set() or not self._beat():
                return

    def _beat(self) -> bool:
        """One beat; False when the lease is lost."""
        try:
            answer = self.client.post(f"jobs/{self.job_id}/beat", self._body(), patience_s=10)
            assert answer
            self._pending = None
            self._answered = time.monotonic()
            self.lease_s = answer["leaseS"]
            if answer["command"] != self._command:
                self._command = answer["command"]
                self.on_command(self._command)
            if self._points or self._samples or self._logs:
                self._fresh.set()
        except LeaseLost as error:
            return self._lose(f"job {self.job_id}: {error}")
        except Refused as error:
            log.error("beat of job %s refused: %s", self.job_id, error)
            self._pending = None
        except httpx.HTTPError as error:
            log.warning("beat of job %s unanswered: %s", self.job_id, error)
            self._fresh.set()
        if time.monotonic() - self._answered > SELF_STOP_SHARE * self.lease_s:
            return self._lose(
                f"job {self.job_id}: no beat was answered for {SELF_STOP_SHARE:.0%} of the lease"
            )
        return True

    def _body(self) -> dict[str, Any]:
        devices = readings()
        with self._lock:
            if self._pending is None:
                self._seq += 1
                self._pending = {
                    "fence": self.fence,
                    "seq": self._seq,
                    "phase": self._phase,
                    "step": self._step,
                    "steps": self._steps,
                    "points": self._points[:MAX_POINTS],
                    "samples": self._samples[:MAX_SAMPLES],
                    "logs": self._logs[:MAX_LOGS],
                    "chainHead": self._head,
                    "device": {
                        "rssBytes": resident_bytes(self.pid) if self.pid else 0,
                        "readings": devices,
                    },
                }
                del self._points[:MAX_POINTS], self._samples[:MAX_SAMPLES], self._logs[:MAX_LOGS]
            return self._pending

    def _lose(self, why: str) -> bool:
        log.warning("lease lost, stopping: %s", why)
        self.lost = True
        self.on_lost()
        return False
