"""One claimed job from start to finish: inputs by hash, child process, uploads, the finishing word."""

import json
import logging
import shutil
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from mfworker import VERSION
from mfworker.runtime.child_process import ChildProcess
from mfworker.runtime.lease import Lease
from mfworker.runtime.platform_client import LeaseLost, PlatformClient, Refused
from mfworker.runtime.uploads import file_sha256, pack_folder, upload
from mfworker.runtime.wallet import Wallet
from mfworker.storage.blob_cache import BlobCache
from mfworker.storage.disk import disk_full, is_disk_full
from mfworker.wire.errors import WorkerError

log = logging.getLogger("mfworker.runtime")
STOP_GRACE_S = 30.0
Event = dict[str, Any]


class JobRunner:
    """Runs on a lane's thread; `drain` may be called from another one."""

    def __init__(
        self,
        client: PlatformClient,
        blobs: BlobCache,
        wallet: Wallet | None,
        folder: Path,
        claimed: dict[str, Any],
        device: str,
    ) -> None:
        self.client, self.blobs, self.wallet, self.device = client, blobs, wallet, device
        self.claimed = claimed
        self.id, self.fence, self.kind = claimed["jobId"], claimed["fence"], claimed["kind"]
        self.folder = folder / f"{self.id}-{self.fence}"
        self.child: ChildProcess | None = None
        self.stopped_by: str | None = None
        self.lease: Lease | None = None
        self._uploads = ThreadPoolExecutor(1, thread_name_prefix="upload")
        self._sent: list[Future[None]] = []
        self._unsent: list[Event] = []

    def run(self) -> None:
        """Never raises: an expected failure is reported to the platform, a lost lease is left alone."""
        log.info("job %s (%s, attempt %s) started", self.id, self.kind, self.claimed["attempt"])
        try:
            self._start()
            try:
                end = self._work()
                self._uploads.shutdown(wait=True)
                self._finish(self._with_checkpoints(end))
            except OSError as error:
                if not is_disk_full(error):
                    raise
                end = _failed(disk_full())
                self._finish(end)
            log.info("job %s ended: %s", self.id, end["outcome"])
        except LeaseLost as error:
            log.warning("job %s: %s", self.id, error)
        except (Refused, httpx.HTTPError, OSError) as error:
            log.error("job %s could not be reported: %s", self.id, error)
        finally:
            if self.child:
                self.child.kill()
            if self.lease and not self.lease.lost:
                self.lease._ended.set()
            self._uploads.shutdown(wait=False, cancel_futures=True)
            shutil.rmtree(self.folder, ignore_errors=True)

    def drain(self) -> None:
        """SIGTERM: a training saves where it is, anything else is given back."""
        self._command("drain")

    def _start(self) -> None:
        assignment = self.claimed["assignment"]
        signature = None
        if assignment and self.wallet and assignment["worker"].lower() == self.wallet.address:
            signature = self.wallet.sign_assignment(assignment)
        elif assignment:
            log.error("job %s is assigned to %s, whose key is not here", self.id, assignment["worker"])
        body = {
            "fence": self.fence,
            "workerSig": signature,
            "device": self.device,
            "code": f"mfworker {VERSION}",
        }
        answer = self.client.post(f"jobs/{self.id}/start", body)
        assert answer
        self.lease = Lease(self.client, self.id, self.fence, answer["leaseS"], self._command, self._lost)
        plan, resume = self.claimed["spec"].get("plan"), self.claimed["resume"]
        if plan:
            step = resume["step"] if resume else 0
            self.lease.note({"event": "phase", "phase": "loading", "step": step, "steps": plan["steps"]})

    def _work(self) -> Event:
        assert self.lease
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        try:
            inputs = self._fetch_inputs()
        except WorkerError as error:
            return _failed(error)
        job = {"kind": self.kind, "spec": self.claimed["spec"], "inputs": inputs}
        (self.folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        self.child = ChildProcess(self.folder, one_thread=self.kind == "index")
        self.lease.pid = self.child.pid
        if self.stopped_by:
            self._command(self.stopped_by)
        end: Event | None = None
        for event in self.child.events():
            if event["event"] == "end":
                end = event
            elif event["event"] == "checkpoint":
                self._sent.append(self._uploads.submit(self._send_checkpoint, event))
            else:
                self.lease.note(event)
        if self.lease.lost:
            raise LeaseLost("the lease ended while the job ran")
        if end and end["outcome"] == "failed" and end["reason"]["code"] == "internal":
            for line in self.child.log_tail():
                self.lease.note({"event": "log", "text": line})
        return end or self._vanished()

    def _vanished(self) -> Event:
        """The child ended without a word: killed by us, by the system, or out of memory."""
        if self.stopped_by == "discard_and_stop":
            return _end("cancelled", None)
        if self.stopped_by:
            return _failed(
                WorkerError("worker_lost", "The worker was stopped; another attempt follows.", "drained")
            )
        return _failed(WorkerError("worker_lost", "The job's process ended unexpectedly.", "child_ended"))

    def _fetch_inputs(self) -> dict[str, str]:
        inputs: dict[str, str] = {}
        for entry in self.claimed["inputs"]:
            url = str(httpx.URL(self.client.url + "/").join(entry["url"]))
            inputs[entry["role"]] = str(self.blobs.get(entry["sha256"], url))
        return inputs

    def _send_checkpoint(self, event: Event) -> None:
        """A checkpoint that could not be sent costs at most the steps since the one before."""
        folder = Path(event["path"])
        try:
            archive = pack_folder(folder, self.folder / f"{folder.name}.tar")
            digest = file_sha256(archive)
            upload(self.client, self.id, self.fence, "checkpoint", archive, digest, event["step"])
            archive.unlink()
        except (LeaseLost, Refused, httpx.HTTPError, OSError) as error:
            log.warning("checkpoint of step %s not uploaded: %s", event["step"], error)
            self._unsent.append(event)

    def _with_checkpoints(self, end: Event) -> Event:
        """Send again what was not taken before: without all states of its chain a run cannot be verified."""
        unsent, self._unsent = self._unsent, []
        for event in unsent:
            self._send_checkpoint(event)
        if not self._unsent or end["outcome"] not in ("succeeded", "stopped"):
            return end
        step = self._unsent[0]["step"]
        return _failed(
            WorkerError(
                "upstream_unavailable", f"The checkpoint of step {step} could not be uploaded.", "upload"
            )
        )

    def _finish(self, end: Event) -> None:
        assert self.lease
        if end["artifacts"]:
            self.lease.note({"event": "phase", "phase": "uploading"})
        artifacts = []
        for entry in end["artifacts"]:
            path = Path(entry["path"])
            digest = file_sha256(path)
            self.blobs.keep(path, digest)
            upload(self.client, self.id, self.fence, entry["role"], path, digest, entry["step"])
            artifacts.append(
                {
                    "role": entry["role"],
                    "sha256": digest,
                    "bytes": path.stat().st_size,
                    "step": entry["step"],
                    "learningRate": entry["learningRate"],
                    "name": entry["name"],
                }
            )
        self.lease.close()
        if self.lease.lost:
            raise LeaseLost("the lease ended before the job was finished")
        body = {
            "fence": self.fence,
            "outcome": end["outcome"],
            "reason": end["reason"],
            "artifacts": artifacts,
            "submissionSig": self._submission(artifacts, end["result"]),
            "result": end["result"],
        }
        self.client.post(f"jobs/{self.id}/finish", body, patience_s=90)

    def _submission(self, artifacts: list[Event], result: Event) -> str | None:
        assignment = self.claimed["assignment"]
        weights = next((a["sha256"] for a in artifacts if a["role"] == "adapter.weights"), None)
        if not (
            assignment and self.wallet and weights and assignment["worker"].lower() == self.wallet.address
        ):
            return None
        return self.wallet.sign_submission(assignment, weights, result["chainHead"], result["step"])

    def _command(self, command: str) -> None:
        if command == "continue":
            return
        self.stopped_by = command
        child = self.child
        if child is None:
            return
        child.command(command)
        if self.kind != "train":
            child.kill()
        elif command == "discard_and_stop":
            timer = threading.Timer(STOP_GRACE_S, child.kill)
            timer.daemon = True
            timer.start()

    def _lost(self) -> None:
        if self.child:
            self.child.kill()


def _end(outcome: str, reason: Event | None) -> Event:
    return {"outcome": outcome, "reason": reason, "result": {"kind": "none"}, "artifacts": []}


def _failed(error: WorkerError) -> Event:
    return _end("failed", error.to_json())
