"""A small platform for the runtime's tests: the worker protocol over HTTP, in memory, shapes checked."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mfworker.wire.generated import jobs as wire

CODE = "local-code-0123456789"


class FakePlatform:
    """`queue` holds jobs as {kind, spec, inputs: {role: bytes}}; what arrives is kept for the asserts."""

    def __init__(self, lease_s: int = 30) -> None:
        self.lease_s = lease_s
        self.queue: list[dict[str, Any]] = []
        self.blobs: dict[str, bytes] = {}
        self.fences: dict[str, int] = {}
        self.beats: list[dict[str, Any]] = []
        self.finished: dict[str, dict[str, Any]] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.command = "continue"
        self.silent = False
        self.lock = threading.Lock()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                return

            def _answer(self, status: int, body: Any = None) -> None:
                raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def _body(self) -> bytes:
                return self.rfile.read(int(self.headers.get("content-length") or 0))

            def do_POST(self) -> None:
                body = json.loads(self._body())
                self._answer(*platform.post(self.path.removeprefix("/api/worker/"), body))

            def do_GET(self) -> None:
                blob = platform.blobs.get(self.path.rsplit("/", 1)[1])
                self._answer(200, blob) if blob is not None else self._answer(404)

            def do_PUT(self) -> None:
                raw = self._body()
                digest = hashlib.sha256(raw).hexdigest()
                if digest != self.path.rsplit("/", 1)[1]:
                    self._answer(422)
                    return
                platform.blobs[digest] = raw
                self._answer(200)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, raw: bytes) -> str:
        digest = hashlib.sha256(raw).hexdigest()
        self.blobs[digest] = raw
        return digest

    def enqueue(self, job_id: str, spec: dict[str, Any], inputs: dict[str, str]) -> None:
        with self.lock:
            self.queue.append({"id": job_id, "spec": spec, "inputs": inputs})

    def wait(self, job_id: str, seconds: float = 60) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if job_id in self.finished:
                return self.finished[job_id]
            time.sleep(0.05)
        raise AssertionError(f"{job_id} did not finish; beats: {self.beats[-1:]}")

    def train_steps(self, job_id: str) -> list[int]:
        """Steps of the training points that arrived, in order."""
        points = (point for beat in self.beats if beat["job"] == job_id for point in beat["points"])
        return [point["step"] for point in points if point["kind"] == "train"]

    def checkpoints(self, job_id: str) -> list[dict[str, Any]]:
        """Announced checkpoints whose bytes are here, oldest first."""
        made = [u for u in tuple(self.uploads.values()) if u["job"] == job_id and u["role"] == "checkpoint"]
        return [upload for upload in made if upload["sha256"] in self.blobs]

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "register":
            wire.RegisterWorkerBody.model_validate(body)
            text = f"mf-register/1\n{body['code']}\n{body['workerKey']}".encode()
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(body["workerKey"]))
            key.verify(bytes.fromhex(body["keySig"]), text)
            status = 200 if body["code"] == CODE else 403
            return status, {"workerId": "w1", "token": "token", "nonce": "00", "expiresInS": 900}
        if path == "claim":
            wire.ClaimBody.model_validate(body)
            return self._claim(body)
        if path == "links":
            links = [{"sha256": h, "url": f"/blobs/{h}", "expiresInS": 600} for h in body["sha256"]]
            return 200, {"links": links}
        _, job_id, *rest = path.split("/")
        if body["fence"] != self.fences[job_id] or job_id in self.finished:
            return 409, {"code": "lease_lost", "detail": "Another attempt holds this job."}
        if rest == ["start"]:
            wire.StartJobBody.model_validate(body)
            return 200, {"leaseS": self.lease_s}
        if rest == ["beat"]:
            if self.silent:
                return 503, {"code": "upstream_unavailable", "detail": "silent"}
            wire.BeatBody.model_validate(body)
            self.beats.append(body | {"job": job_id})
            return 200, {"leaseS": self.lease_s, "command": self.command}
        if rest == ["uploads"]:
            wire.UploadBody.model_validate(body)
            known = body["sha256"] in self.blobs
            upload = f"u{len(self.uploads)}"
            self.uploads[upload] = body | {"job": job_id}
            parts = [] if known else [{"n": 1, "url": f"/blobs/{body['sha256']}"}]
            return 200, {
                "have": known,
                "uploadId": upload,
                "partBytes": max(1, body["bytes"]),
                "parts": parts,
            }
        if rest[0] == "uploads" and rest[2] == "complete":
            return 200, {"artifactId": rest[1]}
        wire.FinishBody.model_validate(body)
        self.finished[job_id] = body
        return 200, {"state": "SUCCEEDED"}

    def _claim(self, body: dict[str, Any]) -> tuple[int, Any]:
        until = time.monotonic() + min(body["waitS"], 0.5)
        while time.monotonic() < until:
            with self.lock:
                job = next((j for j in self.queue if j["spec"]["kind"] in body["kinds"]), None)
                if job:
                    self.queue.remove(job)
                    fence = self.fences[job["id"]] = self.fences.get(job["id"], 0) + 1
                    inputs = [
                        {"role": r, "sha256": h, "bytes": 0, "url": f"/blobs/{h}"}
                        for r, h in job["inputs"].items()
                    ]
                    resume = next(
                        (u for u in self.uploads.values() if u["sha256"] == job["inputs"].get("resume")), None
                    )
                    claimed = {
                        "jobId": job["id"], "kind": job["spec"]["kind"], "attempt": fence, "fence": fence,
                        "leaseToken": "t", "leaseS": self.lease_s, "startWithinS": 60, "spec": job["spec"],
                        "inputs": inputs, "assignment": None, "evaluatorSig": None,
                        "resume": resume and {"step": resume["step"], "sha256": resume["sha256"]},
                    }  # fmt: skip
                    return 200, claimed
            time.sleep(0.02)
        return 204, None
