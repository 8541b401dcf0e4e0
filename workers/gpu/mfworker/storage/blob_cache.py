"""Bytes by hash: kept on disk under their SHA-256, fetched through links of the platform, always verified.

A file without `.part` in its name is complete and hashes to its name.
"""

import hashlib
import json
import os
import threading
from pathlib import Path

import httpx

from mfworker.wire.errors import WorkerError

CHUNK = 1 << 20
TIMEOUT_S = 60.0


class BlobCache:
    """`root` is MF_CACHE_DIR; without `app_url` only what is cached can be read."""

    def __init__(self, root: Path, app_url: str | None, token: str | None) -> None:
        self.root = root
        self.app_url = app_url.rstrip("/") if app_url else None
        self.token = token
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @classmethod
    def from_environment(cls) -> "BlobCache":
        root = Path(os.environ.get("MF_CACHE_DIR", ".modelfactory/cache"))
        return cls(root, os.environ.get("MF_APP_URL"), os.environ.get("MF_LINKS_TOKEN"))

    def path(self, sha256: str) -> Path:
        return self.root / "blobs" / sha256[:2] / sha256

    def get(self, sha256: str) -> Path:
        """Return the file of a blob, downloading it when it is absent.

        Raises WorkerError `upstream_unavailable` with reason fetch_failed or hash_mismatch.
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise WorkerError("invalid_request", f"{sha256!r} is no SHA-256.", "hash")
        with self._guard:
            lock = self._locks.setdefault(sha256, threading.Lock())
        with lock:
            path = self.path(sha256)
            if not path.is_file():
                self._download(sha256, path)
            return path

    def folder(self, root_sha256: str) -> Path:
        """Return the folder of an index: manifest.json (named by the root) and the files that it lists."""
        folder = self.root / "indexes" / root_sha256
        manifest_file = self.get(root_sha256)
        if (folder / "manifest.json").is_file():
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        manifest = json.loads(manifest_file.read_bytes())
        for name, entry in manifest["files"].items():
            if Path(name).name != name or name.startswith("."):
                raise WorkerError("upstream_unavailable", f"{name!r} is no file name.", "index_corrupt")
            _link(self.get(entry["sha256"]), folder / name)
        _link(manifest_file, folder / "manifest.json")
        return folder

    def keep(self, path: Path, sha256: str) -> None:
        """Remember a local file whose hash was computed here, so that it need not be fetched back."""
        target = self.path(sha256)
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(path, target)

    def _download(self, sha256: str, path: Path) -> None:
        if not self.app_url:
            raise WorkerError("upstream_unavailable", f"{sha256[:12]} is not cached here.", "fetch_failed")
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        digest = hashlib.sha256()
        try:
            answer = httpx.post(
                f"{self.app_url}/api/worker/links",
                json={"sha256": [sha256]},
                headers={"authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT_S,
            )
            answer.raise_for_status()
            url = next(link["url"] for link in answer.json()["links"] if link["sha256"] == sha256)
            url = str(httpx.URL(self.app_url + "/").join(url))
            with httpx.stream("GET", url, timeout=TIMEOUT_S) as body, part.open("wb") as file:
                body.raise_for_status()
                for chunk in body.iter_bytes(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except (httpx.HTTPError, StopIteration, KeyError, ValueError, OSError) as error:
            part.unlink(missing_ok=True)
            raise WorkerError(
                "upstream_unavailable", f"{sha256[:12]} could not be fetched: {error!r}", "fetch_failed"
            ) from error
        if digest.hexdigest() != sha256:
            part.unlink(missing_ok=True)
            raise WorkerError(
                "upstream_unavailable", f"The bytes of {sha256[:12]} hash to something else.", "hash_mismatch"
            )
        part.replace(path)


def _link(source: Path, target: Path) -> None:
    """Hard link where the file system allows it, else a copy; either way complete under its name."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        os.link(source, part)
    except OSError:
        part.write_bytes(source.read_bytes())
    part.replace(target)
