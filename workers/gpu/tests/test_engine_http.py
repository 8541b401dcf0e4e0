"""Both surfaces of the engine over HTTP, with adapters that come by hash from a blob folder."""

import json
import time
from pathlib import Path

import pytest
from conftest import make_adapter
from fastapi.testclient import TestClient

from mfworker.jobs.serve import build_service, make_ready
from mfworker.serving.http.app import create_app
from mfworker.storage.blob_cache import BlobCache

ASK = [{"role": "user", "content": "Who keeps the lamp?"}]


@pytest.fixture(scope="module")
def engine(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory):
    root = tmp_path_factory.mktemp("engine")
    blobs = BlobCache(root / "cache", None)
    hashes = []
    for seed in (1, 2):
        manifest, path = make_adapter(tiny_base, root / str(seed), seed=seed)
        blobs.keep(path, manifest.weights)
        (root / "manifest.json").write_bytes(manifest.to_bytes())
        blobs.keep(root / "manifest.json", manifest.hash)
        (root / "manifest.json").unlink()
        hashes.append(manifest.hash)
    import os

    os.environ["MODELS_DIR"] = str(tiny_base.parent)
    service = build_service({"id": tiny_base.name, "source": "local", "revision": None}, blobs, "secret")
    make_ready(service)
    with TestClient(create_app(service), headers={"authorization": "Bearer secret"}) as client:
        yield client, hashes, service


def wait_resident(client: TestClient, adapter: str) -> dict:
    for _ in range(200):
        status = client.get(f"/engine/adapters/{adapter}").json()
        if status["state"] in ("resident", "failed"):
            return status
        time.sleep(0.02)
    raise AssertionError("the adapter was not loaded")


def chat(client: TestClient, model: str, **more) -> dict:
    body = {"model": model, "messages": ASK, "max_tokens": 8, "return_token_ids": True} | more
    return client.post("/v1/chat/completions", json=body).json()


def test_nobody_without_the_token_gets_an_answer(engine):
    client, *_ = engine
    for path in ("/v1/models", "/engine/health"):
        assert client.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401


def test_health_and_tokenize(engine):
    client, _, service = engine
    health = client.get("/engine/health").json()
    assert (health["state"], health["contextLength"]) == ("ready", 128)
    answer = client.post("/engine/tokenize", json={"messages": ASK}).json()
    assert answer["tokensIn"] == len(answer["promptTokenIds"]) > 3
    assert chat(client, service.base_id)["prompt_token_ids"] == answer["promptTokenIds"]


def test_adapters_load_by_hash_and_answer_differently(engine):
    client, hashes, service = engine
    for number, adapter in enumerate(hashes):
        put = client.put(f"/engine/adapters/{adapter}", json={"name": f"m{number}@{adapter[:12]}"})
        assert put.status_code == 202
        assert wait_resident(client, adapter)["state"] == "resident"
    names = [service.base_id, *(f"m{n}@{h[:12]}" for n, h in enumerate(hashes))]
    answers = [chat(client, name) for name in names]
    assert len({tuple(a["choices"][0]["token_ids"]) for a in answers}) == 3
    assert answers[1]["provenance"]["adapter_hash"] == hashes[0]
    assert [m["id"] for m in client.get("/v1/models").json()["data"]] == names
    taken = client.put(f"/engine/adapters/{hashes[1]}", json={"name": names[1]})
    assert taken.status_code == 409


def test_stream_carries_the_same_tokens_usage_and_provenance(engine):
    client, _, service = engine
    whole = chat(client, service.base_id)
    body = {"model": service.base_id, "messages": ASK, "max_tokens": 8, "stream": True, "return_token_ids": True,
            "stream_options": {"include_usage": True}}  # fmt: skip
    with client.stream("POST", "/v1/chat/completions", json=body) as response:
        lines = [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[0]["provenance"]["answer_hash"] is None
    ids = [token for chunk in chunks for choice in chunk["choices"] for token in choice["token_ids"]]
    text = "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"])
    assert ids == whole["choices"][0]["token_ids"]
    assert text == whole["choices"][0]["message"]["content"]
    assert chunks[-1]["usage"] == whole["usage"]
    assert chunks[-2]["provenance"]["answer_hash"] == whole["provenance"]["answer_hash"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [({"tools": []}, 400, "invalid_request"), ({"temperature": 3}, 400, "invalid_request"),
     ({"messages": []}, 400, "invalid_request"), ({"model": "slug"}, 404, "model_not_found"),
     ({"max_tokens": 5000}, 400, "context_length_exceeded"), ({"n": 2}, 400, "invalid_request")],
)  # fmt: skip
def test_refusals_are_openai_errors(engine, change: dict, status: int, code: str):
    client, _, service = engine
    body = {"model": service.base_id, "messages": ASK} | change
    answer = client.post("/v1/chat/completions", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_an_adapter_whose_bytes_cannot_be_had_fails_with_a_reason(engine):
    client, *_ = engine
    client.put(f"/engine/adapters/{'ab' * 32}", json={"name": "gone@abababababab"})
    status = wait_resident(client, "ab" * 32)
    assert status["state"] == "failed"
    assert "fetch_failed" in status["reason"]
    assert chat(client, "gone@abababababab")["error"]["code"] == "adapter_refused"


def test_unloading_retires_the_name(engine):
    client, hashes, _ = engine
    client.put(f"/engine/adapters/{hashes[0]}", json={"name": f"m0@{hashes[0][:12]}"})
    wait_resident(client, hashes[0])
    assert client.delete(f"/engine/adapters/{hashes[0]}").status_code == 202
    answer = client.post("/v1/chat/completions", json={"model": f"m0@{hashes[0][:12]}", "messages": ASK})
    assert answer.status_code == 410


def test_attribution_request_is_checked(engine):
    client, *_ = engine
    body = {"kind": "attribute.request/1", "requestId": "r", "adapterHash": "aa" * 32, "indexRoot": "bb" * 32,
            "promptTokenIds": [1], "answerTokenIds": [1] * 1025, "methods": ["influence"], "top": 8,
            "deadlineMs": 1000}  # fmt: skip
    assert client.post("/engine/attribute", json=body).status_code == 413
    assert client.post("/engine/attribute", json=body | {"answerTokenIds": []}).status_code == 400
    assert client.post("/engine/attribute", json={"kind": "x"}).status_code == 400
