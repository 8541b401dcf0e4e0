"""The attribution sibling: a process of its own, so that a slow gradient never delays a token.

Started on demand, spoken to in JSON lines, one request at a time; it leaves by itself when idle.
"""

import asyncio
import json
import os
import sys
from typing import Any

from mfworker.wire.errors import WorkerError

MAX_QUEUE = 64
START_S = 120.0
LINE_LIMIT = 16 << 20


class AttributionProcess:
    """Runs on the event loop. `state` is off, loading, ready or failed; `loaded` is what is warm."""

    def __init__(self, command: list[str] | None = None) -> None:
        self.command = command or [sys.executable, "-m", "mfworker.jobs.attribute"]
        self.state = "off"
        self.reason: str | None = None
        self.loaded: tuple[str, str] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._queued = 0
        self._leaving: list[asyncio.Task[int]] = []
        self._warming: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def warm(self, adapter_hash: str, index_root: str) -> dict[str, str | None]:
        """Return `{state: ready | loading | failed, reason}` at once; loading goes on in the background."""
        wanted = (adapter_hash, index_root)
        if self.loaded == wanted and self._alive():
            return {"state": "ready", "reason": None}
        task = self._warming.get(wanted)
        if task and task.done():
            del self._warming[wanted]
            if task.exception() is not None:
                return {"state": "failed", "reason": str(task.exception())}
            task = None
        if task is None:
            self._warming[wanted] = asyncio.create_task(self._warm(wanted))
        return {"state": "loading", "reason": None}

    async def attribute(self, request: dict[str, Any], deadline_s: float) -> dict[str, Any]:
        """Return the evidence; raises `attribution_busy`, `deadline_exceeded` or the sibling's own refusal."""
        wanted = (request["adapterHash"], request["indexRoot"])
        answer = await self._ask({"op": "attribute", **request}, deadline_s)
        self.loaded = wanted
        return answer

    async def close(self) -> None:
        for task in self._warming.values():
            task.cancel()
        self._end()
        await asyncio.gather(*self._leaving)

    async def _warm(self, wanted: tuple[str, str]) -> None:
        await self._ask({"op": "warm", "adapterHash": wanted[0], "indexRoot": wanted[1]}, START_S)
        self.loaded = wanted

    async def _ask(self, message: dict[str, Any], deadline_s: float) -> dict[str, Any]:
        if self._queued >= MAX_QUEUE:
            raise WorkerError("attribution_busy", "Too many answers wait for attribution; try again.")
        self._queued += 1
        try:
            return await asyncio.wait_for(self._ask_in_turn(message), deadline_s)
        except TimeoutError as error:
            raise WorkerError("deadline_exceeded", "Attribution took too long.") from error
        finally:
            self._queued -= 1

    async def _ask_in_turn(self, message: dict[str, Any]) -> dict[str, Any]:
        async with self._turn:
            process = await self._start()
            assert process.stdin and process.stdout
            self.state = "loading"
            try:
                process.stdin.write(json.dumps(message).encode() + b"\n")
                await process.stdin.drain()
                line = await process.stdout.readline()
            except asyncio.CancelledError:
                # Its answer would be taken for the next question's: a late sibling is ended.
                self._end()
                raise
            except ConnectionError:
                line = b""
            if not line:
                self._end()
                raise WorkerError("upstream_unavailable", "The attribution process ended; try again.")
            answer = json.loads(line)
            self.state = "ready"
            if "error" in answer:
                raise WorkerError(**answer["error"])
            return answer["result"]

    async def _start(self) -> asyncio.subprocess.Process:
        if not self._alive():
            self.loaded = None
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_environment(),
                limit=LINE_LIMIT,
            )
        assert self._process
        return self._process

    def _alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def _end(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            self._leaving.append(asyncio.create_task(self._process.wait()))
        self._process, self.loaded, self.state = None, None, "off"


def _environment() -> dict[str, str]:
    """One thread in every numeric library: bytes must not depend on the number of cores."""
    single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "NUMBA")}
    return {**os.environ, **single}
