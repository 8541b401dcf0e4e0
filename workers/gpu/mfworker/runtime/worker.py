"""The worker's main loop: register, one lane for heavy jobs, one for previews, drain on SIGTERM."""

import logging
import os
import platform
import shutil
import signal
import threading
import time
from pathlib import Path

import httpx

from mfworker import VERSION
from mfworker.runtime.capabilities import HEAVY, LIGHT, cached_bases, capabilities, free_memory_bytes
from mfworker.runtime.identity import CodeIdentity, Identity, WalletIdentity
from mfworker.runtime.job_runner import JobRunner
from mfworker.runtime.platform_client import LeaseLost, PlatformClient, Refused
from mfworker.runtime.wallet import Wallet
from mfworker.runtime.worker_key import WorkerKey
from mfworker.storage.blob_cache import BlobCache, link_finder
from mfworker.wire.generated.jobs import ClaimedJob

log = logging.getLogger("mfworker.runtime")
WAIT_S = 20
RETRY_S = 3.0
DRAIN_LIMIT_S = 60.0


class Worker:
    """Two lanes share one registration; `drain` lets running jobs save and claims nothing more."""

    def __init__(self, client: PlatformClient, blobs: BlobCache, wallet: Wallet | None, state: Path) -> None:
        self.client, self.blobs, self.wallet, self.state = client, blobs, wallet, state
        self.draining = threading.Event()
        self.runners: dict[str, JobRunner] = {}
        self.device = capabilities()["deviceName"]
        self.idle_since = time.monotonic()

    def lane(self, name: str, kinds: tuple[str, ...]) -> None:
        while not self.draining.is_set():
            try:
                claimed = self._claim(kinds)
            except (httpx.HTTPError, Refused, LeaseLost) as error:
                log.warning("no answer to the claim: %s", error)
                self.draining.wait(RETRY_S)
                continue
            if claimed is None:
                continue
            runner = JobRunner(
                self.client, self.blobs, self.wallet, self.state / "jobs", claimed, self.device
            )
            self.runners[name] = runner
            if self.draining.is_set():
                runner.drain()
            runner.run()
            self.idle_since = time.monotonic()
            del self.runners[name]

    def wait(self, idle_exit_s: float | None) -> None:
        """Until somebody drains it, or nothing was there to do for so long: rented machines cost while they wait."""
        while not self.draining.wait(1):
            idle = not self.runners and time.monotonic() - self.idle_since
            if idle_exit_s is not None and idle is not False and idle > idle_exit_s:
                log.info("nothing to do for %.0f s", idle)
                self.drain()

    def drain(self) -> None:
        self.draining.set()
        for runner in tuple(self.runners.values()):
            runner.drain()

    def _claim(self, kinds: tuple[str, ...]) -> dict | None:
        body = {
            "kinds": list(kinds),
            "freeMemoryBytes": free_memory_bytes(),
            "cachedBases": cached_bases(),
            "waitS": WAIT_S,
        }
        answer = self.client.post("claim", body, patience_s=5)
        return None if answer is None else ClaimedJob.model_validate(answer).model_dump(mode="json")


def run_worker(
    url: str, state_dir: str, name: str, code_fd: int | None, idle_exit_s: float | None = None
) -> int:
    """The operator's own worker. Run until SIGTERM or SIGINT; returns the exit status."""
    code = _read_code(code_fd)
    if not code:
        log.error("No registration code: pass --code-fd or set MF_WORKER_CODE.")
        return 2
    secret = os.environ.pop("MF_WORKER_WALLET_KEY", None)
    wallet = Wallet(secret) if secret else None
    lanes = (("heavy", HEAVY), ("light", LIGHT))
    return _run(url, Path(state_dir).resolve(), name, CodeIdentity(code), wallet, lanes, idle_exit_s)


def join_platform(
    url: str, state_dir: str, name: str, offer: dict[str, str], idle_exit_s: float | None = None
) -> int:
    """Anybody's worker: trains for `offer` (OPEN wei), paid at its own wallet. Run until SIGTERM or SIGINT."""
    state = Path(state_dir).resolve()
    secret = os.environ.pop("MF_WORKER_WALLET_KEY", None)
    wallet = Wallet(secret) if secret else Wallet.load(state)
    log.info("this worker is paid at %s", wallet.address)
    lanes = (("heavy", ("train",)),)
    return _run(url, state, name, WalletIdentity(wallet, offer), wallet, lanes, idle_exit_s)


def _run(
    url: str,
    state: Path,
    name: str,
    identity: Identity,
    wallet: Wallet | None,
    lanes: tuple[tuple[str, tuple[str, ...]], ...],
    idle_exit_s: float | None,
) -> int:
    shutil.rmtree(state / "jobs", ignore_errors=True)
    registration = {"name": name or platform.node(), "caps": capabilities(), "version": VERSION}
    client = PlatformClient(url, WorkerKey.load(state), identity, registration)
    cache = Path(os.environ.get("MF_CACHE_DIR", str(state / "cache")))
    worker = Worker(client, BlobCache(cache, link_finder(url, client.token)), wallet, state)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.drain())
    for lane, kinds in lanes:
        threading.Thread(target=worker.lane, args=(lane, kinds), name=lane, daemon=True).start()
    log.info("worker %s asks %s for jobs", client.key.public[:12], url)
    worker.wait(idle_exit_s)
    limit = time.monotonic() + DRAIN_LIMIT_S
    while worker.runners and time.monotonic() < limit:
        time.sleep(0.1)
    log.info("drained")
    # An idle lane may still hang in a long poll; nothing is lost when it is cut.
    os._exit(0)


def _read_code(descriptor: int | None) -> str | None:
    if descriptor is None:
        return os.environ.pop("MF_WORKER_CODE", None)
    with os.fdopen(descriptor) as file:
        return file.read().strip()
