"""Bytes by hash: kept on disk under their SHA-256, fetched through short-lived links, always verified.

A file without `.part` in its name is complete and hashes to its name. Worker and engine of one
machine share the folder.
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from mfworker.storage.disk import disk_full, is_disk_full
from mfworker.wire.errors import WorkerError

CHUNK = 1 << 20
TIMEOUT_S = 60.0
FindLink = Callable[[str], str]


class BlobCache:
    """`find_link(sha256)` returns an address to download from; without it only cached blobs can be read."""

    def __init__(self, root: Path, find_link: FindLink | None) -> None:
        self.root = root
        self.find_link = find_link
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @classmethod
    def from_environment(cls) -> "BlobCache":
        """Cache of the serving side: MF_CACHE_DIR, MF_APP_URL and MF_LINKS_TOKEN."""
        root = Path(os.environ.get("MF_CACHE_DIR", ".modelfactory/cache"))
        app, token = os.environ.get("MF_APP_URL"), os.environ.get("MF_LINKS_TOKEN")
        return cls(root, link_finder(app, lambda: token or "") if app else None)

    def path(self, sha256: str) -> Path:
        return self.root / "blobs" / sha256[:2] / sha256

    def get(self, sha256: str, url: str | None = None) -> Path:
        """Return the file of a blob, downloading it when absent, from `url` first where one is known.

        Raises WorkerError `upstream_unavailable` with reason fetch_failed or hash_mismatch.
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise WorkerError("invalid_request", f"{sha256!r} is no SHA-256.", "hash")
        with self._guard:
            lock = self._locks.setdefault(sha256, threading.Lock())
        with lock:
            path = self.path(sha256)
            if not path.is_file():
                self._fetch(sha256, url, path)
            return path

    def folder(self, root_sha256: str) -> Path:
        """Return the folder of an index: manifest.json (named by the root) and the files that it lists."""
        folder = self.root / "indexes" / root_sha256
        if (folder / "manifest.json").is_file():
            return folder
        manifest_file = self.get(root_sha256)
        folder.mkdir(parents=True, exist_ok=True)
        for name, entry in json.loads(manifest_file.read_bytes())["files"].items():
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

    def _fetch(self, sha256: str, url: str | None, path: Path) -> None:
        if url:
            try:
                return _download(url, sha256, path)
            except WorkerError:
                if not self.find_link:
                    raise
        if not self.find_link:
            raise WorkerError("upstream_unavailable", f"{sha256[:12]} is not cached here.", "fetch_failed")
        return _download(self.find_link(sha256), sha256, path)


def link_finder(app_url: str, token: Callable[[], str]) -> FindLink:
    """Ask the platform for one object's link with a bearer token (worker, engine and attribution alike)."""

    def find(sha256: str) -> str:
        try:
            answer = httpx.post(
                f"{app_url.rstrip('/')}/api/worker/links",
                json={"sha256": [sha256]},
                headers={"authorization": f"Bearer {token()}"},
                timeout=TIMEOUT_S,
            )
            answer.raise_for_status()
            links = {link["sha256"]: link["url"] for link in answer.json()["links"]}
            return str(httpx.URL(app_url.rstrip("/") + "/").join(links[sha256]))
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise WorkerError(
                "upstream_unavailable", f"No link for {sha256[:12]}: {error!r}", "fetch_failed"
            ) from error

    return find


def _download(url: str, sha256: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    digest = hashlib.sha256()
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_S) as body, part.open("wb") as file:
            body.raise_for_status()
            for chunk in body.iter_bytes(CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except (httpx.HTTPError, OSError) as error:
        part.unlink(missing_ok=True)
        if is_disk_full(error):
            raise disk_full() from error
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
