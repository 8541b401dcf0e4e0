"""The engine's sibling over its pipe: warm, attribute, refuse, survive a deadline."""

import asyncio
import json
from pathlib import Path

import pytest
from conftest import make_adapter, make_rows

from mfworker.attribution.index.build import build_index, records_of
from mfworker.modeling.rendering import ChatRenderer
from mfworker.serving.attribution_process import AttributionProcess
from mfworker.storage.blob_cache import BlobCache
from mfworker.wire.errors import WorkerError


def test_sibling_answers_from_blobs_alone(tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    manifest, weights = make_adapter(tiny_base, tmp_path / "adapter", seed=3)
    built = build_index(
        tmp_path / "index", tiny_base, manifest, [(10, 1e-3, weights)],
        records_of(make_rows(24), ChatRenderer(tiny_base), 128), seed=1, max_length=128,
        snapshot_roots=[], run_manifest_hash="00" * 32, report=lambda *_: None,
    )  # fmt: skip
    blobs = BlobCache(tmp_path / "cache", None)
    blobs.keep(weights, manifest.weights)
    (tmp_path / "manifest.json").write_bytes(manifest.to_bytes())
    blobs.keep(tmp_path / "manifest.json", manifest.hash)
    blobs.keep(built.folder / "manifest.json", built.root)
    for name, entry in json.loads((built.folder / "manifest.json").read_bytes())["files"].items():
        blobs.keep(built.folder / name, entry["sha256"])
    monkeypatch.setenv("MODELS_DIR", str(tiny_base.parent))
    monkeypatch.setenv("MF_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv(
        "MF_ENGINE_BASE_REF", json.dumps({"id": tiny_base.name, "source": "local", "revision": None})
    )
    request = {
        "adapterHash": manifest.hash, "indexRoot": built.root, "promptTokenIds": [2, 9, 3], "answerTokenIds": [30, 31],
        "top": 5,
    }  # fmt: skip

    async def talk() -> None:
        process = AttributionProcess()
        assert (await process.warm(manifest.hash, built.root))["state"] == "loading"
        evidence = await process.attribute(request, 60)
        assert len(evidence["clusters"]) == 5
        assert (await process.warm(manifest.hash, built.root))["state"] == "ready"
        again = await process.attribute(request, 60)
        assert {**again, "ms": {}} == {**evidence, "ms": {}}
        with pytest.raises(WorkerError) as caught:
            await process.attribute({**request, "indexRoot": "ab" * 32}, 60)
        assert caught.value.code == "upstream_unavailable"
        with pytest.raises(WorkerError) as caught:
            await process.attribute(request, 0.001)
        assert caught.value.code == "deadline_exceeded"
        assert process.state == "off"
        await process.close()

    asyncio.run(talk())
