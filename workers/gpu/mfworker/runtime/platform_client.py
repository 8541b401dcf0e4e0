"""HTTP to the platform's worker surface: registration, tokens that renew themselves, retries with backoff."""

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from mfworker.runtime.identity import Identity
from mfworker.runtime.worker_key import WorkerKey

log = logging.getLogger("mfworker.runtime")
TIMEOUT_S = 40.0
BACKOFF_S = (0.5, 1, 2, 4, 8, 15)
UPLOAD_TIMEOUT_S = 300.0
CHUNK = 1 << 20


class LeaseLost(Exception):
    """Another attempt holds the job (409 `lease_lost`); nothing may be written any more."""


class Refused(Exception):
    """The platform refused for good; `code` and `detail` are those of its problem body."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail


class PlatformClient:
    """Thread-safe. `register` runs on the first call and again when the platform forgot the worker."""

    def __init__(self, url: str, key: WorkerKey, identity: Identity, registration: dict[str, Any]) -> None:
        """`identity` proves who this is; `registration` holds name, caps, version."""
        self.url = url.rstrip("/")
        self.key, self._identity = key, identity
        # One process, one boot: registering again in mid-job must not give the job up.
        self._registration = registration | {"bootId": secrets.token_hex(16)}
        self._http = httpx.Client(base_url=f"{self.url}/api/worker/", timeout=TIMEOUT_S)
        self._lock = threading.Lock()
        self._token: str | None = None
        self._worker_id = ""
        self._nonce = ""
        self._renew_at = 0.0

    def token(self) -> str:
        """The bearer token, renewed before it expires."""
        with self._lock:
            if self._token is None:
                self._register()
            elif time.monotonic() > self._renew_at:
                self._renew()
            assert self._token
            return self._token

    def post(self, path: str, body: dict[str, Any], *, patience_s: float = 30.0) -> dict[str, Any] | None:
        """POST JSON; None for 204. Retries connection failures, 429 and 5xx for `patience_s`.

        Raises LeaseLost, Refused, or httpx.HTTPError when the patience is over.
        """
        until = time.monotonic() + patience_s
        for pause in (*BACKOFF_S, *[BACKOFF_S[-1]] * 1000):
            try:
                answer = self._http.post(path, json=body, headers={"authorization": f"Bearer {self.token()}"})
                if answer.status_code == 401:
                    self._forget()
                    answer = self._http.post(
                        path, json=body, headers={"authorization": f"Bearer {self.token()}"}
                    )
                if answer.status_code == 204:
                    return None
                if answer.status_code < 300:
                    return answer.json()
                problem = _problem(answer)
                if problem.code == "lease_lost":
                    raise LeaseLost(problem.detail)
                if answer.status_code not in (429, 502, 503, 504) and answer.status_code != 500:
                    raise problem
                failure: Exception = problem
            except httpx.HTTPError as error:
                failure = error
            if time.monotonic() + pause > until:
                raise failure
            time.sleep(pause)
        raise AssertionError("unreachable: the patience ends first")

    def put_part(self, url: str, path: Path, start: int, size: int) -> str:
        """PUT `size` bytes of a file from `start` to a signed link, streamed; return the etag."""
        target = str(httpx.URL(self.url + "/").join(url))
        last: Exception | None = None
        headers = {"content-length": str(size), "content-type": "application/octet-stream"}
        for pause in BACKOFF_S:
            try:
                content = _read_range(path, start, size)
                answer = self._http.put(target, content=content, headers=headers, timeout=UPLOAD_TIMEOUT_S)
                answer.raise_for_status()
                return answer.headers.get("etag", "")
            except httpx.HTTPError as error:
                last = error
                time.sleep(pause)
        assert last
        raise last

    def _register(self) -> None:
        body = self._identity.prove(self._ask, self.key) | {"workerKey": self.key.public}
        self._take(self._http.post("register", json=body | self._registration))

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.post(path, json=body)
        if answer.status_code >= 500:
            answer.raise_for_status()
        if answer.status_code >= 300:
            raise _problem(answer)
        return answer.json()

    def _renew(self) -> None:
        text = f"mf-token/1\n{self._worker_id}\n{self._nonce}"
        body = {"workerId": self._worker_id, "nonce": self._nonce, "keySig": self.key.sign(text)}
        answer = self._http.post("token", json=body)
        if answer.status_code in (401, 403, 404, 409):
            self._register()
        else:
            self._take(answer)

    def _take(self, answer: httpx.Response) -> None:
        if answer.status_code >= 300:
            if answer.status_code >= 500:
                answer.raise_for_status()
            raise _problem(answer)
        value = answer.json()
        self._token, self._worker_id, self._nonce = value["token"], value["workerId"], value["nonce"]
        self._renew_at = time.monotonic() + 0.8 * value["expiresInS"]

    def _forget(self) -> None:
        with self._lock:
            self._renew_at = 0.0


def _read_range(path: Path, start: int, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while size > 0 and (chunk := file.read(min(CHUNK, size))):
            size -= len(chunk)
            yield chunk


def _problem(answer: httpx.Response) -> Refused:
    try:
        body = answer.json()
        return Refused(
            answer.status_code, body.get("code", "internal"), body.get("detail", answer.text[:200])
        )
    except ValueError:
        return Refused(answer.status_code, "internal", answer.text[:200])
