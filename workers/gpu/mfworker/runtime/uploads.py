"""Artefacts to the platform: announced by hash, sent in parts to signed links, completed once."""

import hashlib
import io
import tarfile
from pathlib import Path

from mfworker.runtime.platform_client import PlatformClient


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def upload(
    client: PlatformClient, job_id: str, fence: int, role: str, path: Path, sha256: str, step: int | None
) -> None:
    """Send one file; bytes that the platform has are not sent again. Raises LeaseLost or Refused."""
    size = path.stat().st_size
    body = {"fence": fence, "role": role, "sha256": sha256, "bytes": size, "step": step}
    answer = client.post(f"jobs/{job_id}/uploads", body, patience_s=120)
    assert answer
    etags = []
    if not answer["have"]:
        for part in sorted(answer["parts"], key=lambda part: part["n"]):
            start = (part["n"] - 1) * answer["partBytes"]
            etags.append(client.put_part(part["url"], path, start, min(answer["partBytes"], size - start)))
    if answer["uploadId"]:
        client.post(
            f"jobs/{job_id}/uploads/{answer['uploadId']}/complete",
            {"fence": fence, "etags": etags},
            patience_s=120,
        )


def pack_folder(folder: Path, target: Path) -> Path:
    """Tar the files of a checkpoint folder with fixed metadata, so that equal content gives equal bytes."""
    part = target.with_name(target.name + ".part")
    with tarfile.open(part, "w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(folder.iterdir()):
            info = tarfile.TarInfo(path.name)
            info.size = path.stat().st_size
            with path.open("rb") as file:
                tar.addfile(info, io.BufferedReader(file))  # type: ignore[arg-type]
    part.replace(target)
    return target
