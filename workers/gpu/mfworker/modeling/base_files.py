"""Where a base model's files lie and what they hash to. No torch: the runtime uses it too.

A base is bundled with this package, a folder below MODELS_DIR, or a hub id at a pinned revision.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from mfworker.wire.canonical_json import sha256_of_json
from mfworker.wire.errors import WorkerError

BUNDLED = Path(__file__).resolve().parents[2] / "models"
HASHED = ("config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
HUB_PATTERNS = [*HASHED, "generation_config.json", "*.safetensors", "model.safetensors.index.json"]


def bundled_bases() -> list[str]:
    return sorted(p.parent.name for p in BUNDLED.glob("*/config.json"))


def locate_base(base: dict[str, Any]) -> Path:
    """Return the local folder of `{id, source, revision}`, downloading a hub id when it is chosen.

    Raises WorkerError `invalid_input`/bad_base for a folder that is no usable base and
    `upstream_unavailable`/hub when the hub does not answer.
    """
    if base["source"] == "bundled":
        folder = BUNDLED / base["id"]
    elif base["source"] == "local":
        root = Path(os.environ.get("MODELS_DIR", "models")).resolve()
        folder = (root / base["id"]).resolve()
        if not folder.is_relative_to(root):
            raise WorkerError("invalid_input", f"{base['id']} lies outside the models folder.", "bad_base")
    else:
        folder = _download(base["id"], base["revision"])
    check_base_folder(folder)
    return folder


def check_base_folder(folder: Path) -> None:
    """Refuse a folder without config, tokenizer or safetensors, naming what is missing."""
    for name in ("config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise WorkerError("invalid_input", f"{name} is missing in {folder.name}.", "bad_base")
    if not any(folder.glob("*.safetensors")):
        raise WorkerError("invalid_input", f"{folder.name} has no safetensors weights.", "bad_base")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if "auto_map" in config:
        raise WorkerError("invalid_input", f"{folder.name} wants to run its own code.", "bad_base")


def base_hash(folder: Path) -> str:
    """SHA-256 of the canonical JSON list of path and SHA-256 of config, tokenizer and weight files."""
    weights = sorted(path.name for path in folder.glob("*.safetensors"))
    names = [name for name in HASHED if (folder / name).is_file()] + weights
    return sha256_of_json([{"path": name, "sha256": file_sha256(folder / name)} for name in sorted(names)])


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(repository: str, revision: str | None) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, revision=revision, allow_patterns=HUB_PATTERNS))
    except (OSError, ValueError) as error:
        raise WorkerError(
            "upstream_unavailable", f"{repository} could not be downloaded: {error}", "hub"
        ) from error
