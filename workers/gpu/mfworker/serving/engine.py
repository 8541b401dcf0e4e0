"""The engine thread: drain commands, plan, run, sample, finish, emit. Sole user of the model."""

import logging
import queue
import threading
import time
from collections.abc import Callable

import torch

from mfworker.serving.detok import Detokeniser
from mfworker.serving.kv_cache.sequence_cache import SequenceCache
from mfworker.serving.lora.store import AdapterStore
from mfworker.serving.model_runner import Item, ModelRunner
from mfworker.serving.sampler import sample
from mfworker.serving.scheduler import Scheduler
from mfworker.serving.sequence import Output, Sequence

IDLE_WAIT_S = 0.5
log = logging.getLogger(__name__)


class Engine:
    """`submit` and `cancel` may be called from any thread; outputs are emitted from the engine's own."""

    def __init__(
        self,
        runner: ModelRunner,
        store: AdapterStore,
        decode: Callable[[list[int]], str],
        end_ids: frozenset[int],
    ) -> None:
        self.runner, self.store, self.decode, self.end_ids = runner, store, decode, end_ids
        self.scheduler = Scheduler()
        self.counters = {"requests": 0, "tokensIn": 0, "tokensOut": 0, "steps": 0}
        self._caches: dict[Sequence, SequenceCache] = {}
        self._texts: dict[Sequence, Detokeniser] = {}
        self._commands: queue.Queue[Callable[[], None]] = queue.Queue()
        self._lock = threading.Lock()
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="engine", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self.wake()
        self._thread.join(timeout=10)

    def wake(self) -> None:
        self._commands.put(lambda: None)

    def submit(self, sequence: Sequence) -> None:
        """Queue a request; raises WorkerError `rate_limited` at once when the queue is full."""
        with self._lock:
            self.scheduler.add(sequence)
            if sequence.adapter:
                self.store.acquire(sequence.adapter)
            self.counters["requests"] += 1
            self.counters["tokensIn"] += len(sequence.prompt)
        self.wake()

    def cancel(self, number: int) -> None:
        self._commands.put(lambda: self._cancel(number))

    def cancel_adapter(self, adapter: str) -> None:
        """End every request of one adapter before the next step."""

        def end() -> None:
            for sequence in (*self.scheduler.running, *self.scheduler.waiting):
                if sequence.adapter == adapter:
                    self._finish(sequence, Output("", [], "cancelled"))

        self._commands.put(end)

    @property
    def kv_bytes(self) -> int:
        return sum(cache.bytes for cache in tuple(self._caches.values()))

    def step(self) -> bool:
        """Run one step; False when nobody could run."""
        with self._lock:
            self._expire()
            running = self.scheduler.plan(self.store.is_resident)
        if not running:
            return False
        items = [self._item(sequence) for sequence in running]
        logits = self.runner.step(items)
        finite = torch.isfinite(logits).all(-1).tolist()
        self.counters["steps"] += 1
        for sequence, row, ok in zip(running, logits, finite, strict=True):
            if ok:
                self._advance(sequence, sample(row, sequence.sampling, len(sequence.answer)))
            else:
                error = ("numeric_failure", "The model produced numbers that are not finite.")
                self._finish(sequence, Output("", [], "error", error))
        return True

    def _item(self, sequence: Sequence) -> Item:
        cache = self._caches.get(sequence)
        weights = self.store.get(sequence.adapter).weights if sequence.adapter else None
        if cache is None:
            cache = self.runner.new_cache(len(sequence.prompt) + sequence.sampling.max_tokens)
            self._caches[sequence] = cache
            self._texts[sequence] = Detokeniser(self.decode, sequence.sampling.stop)
            return Item(sequence.prompt, cache, weights)
        return Item(sequence.answer[-1:], cache, weights)

    def _advance(self, sequence: Sequence, token: int) -> None:
        text = self._texts[sequence]
        if token in self.end_ids:
            self._finish(sequence, Output(text.flush(), [], "stop"))
            return
        sequence.answer.append(token)
        self.counters["tokensOut"] += 1
        fresh = text.push(token)
        if text.stopped:
            self._finish(sequence, Output(fresh, [token], "stop"))
        elif len(sequence.answer) >= sequence.sampling.max_tokens:
            self._finish(sequence, Output(fresh + text.flush(), [token], "length"))
        else:
            sequence.emit(Output(fresh, [token]))

    def _finish(self, sequence: Sequence, output: Output) -> None:
        with self._lock:
            self.scheduler.remove(sequence)
        self._caches.pop(sequence, None)
        self._texts.pop(sequence, None)
        if sequence.adapter:
            self.store.release(sequence.adapter)
        sequence.emit(output)

    def _cancel(self, number: int) -> None:
        sequence = self.scheduler.find(number)
        if sequence:
            self._finish(sequence, Output("", [], "cancelled"))

    def _expire(self) -> None:
        now = time.monotonic()
        for sequence in (*self.scheduler.running, *self.scheduler.waiting):
            failed = sequence.adapter and self.store.get(sequence.adapter).state == "failed"
            if failed and sequence.adapter:
                reason = self.store.get(sequence.adapter).reason or "The adapter failed."
                self._commands.put(lambda s=sequence, r=reason: self._fail(s, "adapter_refused", r))
            elif sequence.expired(now):
                self._commands.put(
                    lambda s=sequence: self._fail(s, "deadline_exceeded", "This took too long.")
                )

    def _fail(self, sequence: Sequence, code: str, detail: str) -> None:
        if self.scheduler.find(sequence.number):
            self._finish(sequence, Output("", [], "error", (code, detail)))

    def _loop(self) -> None:
        idle = True
        while not self._stopping:
            try:
                command = self._commands.get(timeout=IDLE_WAIT_S if idle else None, block=idle)
                command()
                while True:
                    self._commands.get_nowait()()
            except queue.Empty:
                pass
            try:
                idle = not self.step()
            except Exception:  # one broken step must not end the engine for everybody
                log.exception("a step failed")
                for sequence in tuple(self.scheduler.running):
                    self._fail(sequence, "internal", "The engine failed in this step.")
