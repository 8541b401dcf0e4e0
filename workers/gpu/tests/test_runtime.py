"""The runtime as a real process against a small platform: a whole run, kill -9, cancel, lost lease, drain."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import make_rows
from fake_platform import CODE, FakePlatform

from mfworker.jobs.context import JobContext
from mfworker.jobs.train import run_train
from mfworker.runtime.child_process import child_environment
from mfworker.runtime.keccak import keccak256
from mfworker.runtime.wallet import Wallet
from mfworker.training.run import TrainingJob, run_training
from mfworker.wire.errors import WorkerError

CLOCK_OFF = Path(__file__).with_name("clock_off")
DAY_S = 86_400


def rows_bytes(count: int = 24) -> bytes:
    return "\n".join(json.dumps(row) for row in make_rows(count)).encode()


def settings(**changes: Any) -> dict[str, Any]:
    return {
        "method": "lora", "rank": 4, "alpha": 8, "dropout": 0, "learningRate": 0.005, "schedule": "linear",
        "warmupRatio": 0.05, "batchSize": 4, "epochs": 2, "maxLength": 64, "weightDecay": 0, "clip": 1,
        "earlyStop": False, "keepBest": False, "evaluations": 2, "checkpoints": 5, "attributionCheckpoints": 1,
        "rslora": False, "dora": False, "packing": False, "neftune": 0, "seed": 7,
    } | changes  # fmt: skip


def plan(base: Path, steps: int) -> dict[str, Any]:
    return {
        "v": 1, "goal": "facts", "base": {"id": base.name, "source": "local", "revision": None},
        "data": [], "rows": {"train": 18, "validation": 3, "test": 3}, "splitSecretHash": "00" * 32,
        "settings": settings(), "steps": steps, "start": None,
    }  # fmt: skip


class Runtime:
    """One `mfworker run` process on a state folder."""

    def __init__(self, platform: FakePlatform, base: Path, state: Path, clock_offset_s: int = 0) -> None:
        environment = {**os.environ, "MODELS_DIR": str(base.parent), "MF_WORKER_CODE": CODE}
        if clock_offset_s:
            path = os.pathsep.join([str(CLOCK_OFF), *sys.path])
            environment |= {"PYTHONPATH": path, "CLOCK_OFFSET_S": str(clock_offset_s)}
        command = [sys.executable, "-m", "mfworker", "run", "--url", platform.url, "--state", str(state)]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def resident_kib(self) -> int:
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@pytest.fixture
def platform():
    made = FakePlatform()
    yield made
    made.server.shutdown()


def train_spec(base: Path, steps: int) -> dict[str, Any]:
    return {"kind": "train", "runId": "run", "plan": plan(base, steps), "planHash": "00" * 32, "datanets": []}


def wait_for(condition, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


def test_preview_train_evaluate_and_index_in_one_worker(
    platform: FakePlatform, tiny_base: Path, tmp_path: Path
):
    runtime = Runtime(platform, tiny_base, tmp_path)
    base = {"id": tiny_base.name, "source": "local", "revision": None}
    rows = platform.put(rows_bytes())
    platform.enqueue("t1", train_spec(tiny_base, 10), {"rows": rows})
    platform.enqueue("p1", {"kind": "preview", "base": base, "maxLength": 64, "position": 0}, {"rows": rows})
    preview = platform.wait("p1")
    assert "t1" not in platform.finished, "the preview is answered beside the training"
    assert preview["result"]["preview"]["rows"] == 24
    trained = platform.wait("t1")
    assert trained["outcome"] == "succeeded"
    artifacts = {a["role"]: a["sha256"] for a in trained["artifacts"]}
    assert set(artifacts) == {"adapter.weights", "adapter.manifest", "run.manifest", "checkpoint.10"}
    assert artifacts["adapter.manifest"] == trained["result"]["adapterHash"]
    assert all(hash in platform.blobs for hash in artifacts.values())
    steps = [p["step"] for beat in platform.beats for p in beat["points"] if p["kind"] == "train"]
    assert steps == list(range(1, 11))
    last = [beat for beat in platform.beats if beat["job"] == "t1"][-1]
    assert (last["phase"], last["step"], last["steps"]) == ("uploading", 10, 10)
    assert {u["step"] for u in platform.uploads.values() if u["role"] == "checkpoint"} >= {2, 10}

    adapter = {
        "adapter.manifest": artifacts["adapter.manifest"],
        "adapter.weights": artifacts["adapter.weights"],
    }
    shared = {
        "runId": "run",
        "base": base,
        "adapterHash": artifacts["adapter.manifest"],
        "maxLength": 64,
        "seed": 1,
    }
    platform.enqueue("e1", {"kind": "evaluate", "method": "lora", **shared}, {"rows": rows, **adapter})
    assert platform.wait("e1")["result"]["report"]["rows"] == 3
    spec = {"kind": "index", **shared, "snapshotRoots": [], "runManifestHash": artifacts["run.manifest"],
            "checkpoints": [{"step": 10, "learningRate": 0.0}]}  # fmt: skip
    platform.enqueue("i1", spec, {"rows": rows, **adapter, "checkpoint.10": artifacts["adapter.weights"]})
    index = platform.wait("i1")
    assert index["result"]["records"] == 18
    names = {a["name"] for a in index["artifacts"]}
    assert "manifest.json" in names and "map-0.safetensors" in names
    root = next(a["sha256"] for a in index["artifacts"] if a["role"] == "index.manifest")
    assert root == index["result"]["indexRoot"]
    assert runtime.resident_kib() < 150_000
    assert runtime.stop() == 0
    assert not any((tmp_path / "jobs").iterdir())


def test_kill_9_loses_nothing_and_the_next_attempt_resumes(
    platform: FakePlatform, tiny_base: Path, tmp_path: Path
):
    """The two workers' clocks are two days apart: leases and tokens count durations only."""
    steps, interval = 200, 40
    rows = platform.put(rows_bytes())
    first = Runtime(platform, tiny_base, tmp_path / "a", clock_offset_s=DAY_S)
    platform.enqueue("t2", train_spec(tiny_base, steps), {"rows": rows})
    wait_for(lambda: platform.checkpoints("t2"))
    first.process.kill()
    first.process.wait()
    seen = platform.train_steps("t2")
    checkpoint = platform.checkpoints("t2")[-1]
    platform.beats.clear()
    platform.enqueue("t2", train_spec(tiny_base, steps), {"rows": rows, "resume": checkpoint["sha256"]})
    second = Runtime(platform, tiny_base, tmp_path / "b", clock_offset_s=-DAY_S)
    resumed = platform.wait("t2")
    assert (resumed["outcome"], platform.fences["t2"]) == ("succeeded", 2)
    assert platform.train_steps("t2") == list(range(checkpoint["step"] + 1, steps + 1))
    assert max(seen, default=0) - checkpoint["step"] <= interval
    assert min(beat["step"] for beat in platform.beats) >= checkpoint["step"], "progress never falls back"

    manifest = next(a["sha256"] for a in resumed["artifacts"] if a["role"] == "run.manifest")
    used = json.loads(platform.blobs[manifest])
    numerics = {"threads": used["threads"]["value"], "dtype": used["dtype"]["value"]}
    whole = run_training(
        TrainingJob(
            tiny_base, make_rows(24), plan(tiny_base, steps), "00" * 32, [], tmp_path, None, numerics
        ),
        lambda event: None,
        lambda: "continue",
    )
    assert resumed["result"]["evalLoss"] == pytest.approx(whole.eval_loss, rel=0.02)
    if numerics["dtype"] == "float32" and numerics["threads"] == 1:
        assert resumed["result"]["chainHead"] == whole.chain_head

    platform.enqueue("t4", train_spec(tiny_base, 4000), {"rows": rows})
    wait_for(lambda: any(beat["points"] and beat["job"] == "t4" for beat in platform.beats))
    platform.fences["t4"] = 2
    wait_for(lambda: not any((tmp_path / "b/jobs").iterdir()))
    assert "t4" not in platform.finished, "a lost lease writes nothing any more"

    platform.enqueue("t5", train_spec(tiny_base, 4000), {"rows": rows})
    wait_for(lambda: any(beat["points"] and beat["job"] == "t5" for beat in platform.beats))
    assert second.stop() == 0
    drained = platform.wait("t5", 1)
    assert (drained["outcome"], drained["reason"]["code"]) == ("failed", "worker_lost")


def test_a_job_that_cannot_learn_fails_with_its_reason(
    platform: FakePlatform, tiny_base: Path, tmp_path: Path
):
    masked = [
        row | {"messages": [row["messages"][0], {"role": "assistant", "content": " "}]}
        for row in make_rows(12)
    ]
    rows = platform.put("\n".join(json.dumps(row) for row in masked).encode())
    runtime = Runtime(platform, tiny_base, tmp_path)
    platform.enqueue("t6", train_spec(tiny_base, 10), {"rows": rows})
    end = platform.wait("t6")
    assert (end["outcome"], end["reason"]["code"], end["reason"]["reason"]) == (
        "failed",
        "dataset_invalid",
        "masked",
    )
    assert runtime.stop() == 0


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"a size-limited tmpfs needs root: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    ballast = folder / "ballast"
    ballast.unlink(missing_ok=True)
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return ballast


def test_a_full_disk_is_refused_with_a_sentence_and_the_worker_lives_on(
    platform: FakePlatform, tiny_base: Path, small_disk: Path
):
    rows = platform.put(rows_bytes())
    runtime = Runtime(platform, tiny_base, small_disk)
    wait_for(lambda: (small_disk / "worker.key").is_file())

    def failure(job_id: str) -> tuple[str, str]:
        end = platform.wait(job_id)
        assert (end["outcome"], end["reason"]["code"], end["reason"]["reason"]) == (
            "failed", "upstream_unavailable", "disk_full",
        )  # fmt: skip
        return end["reason"]["detail"]

    ballast = fill(small_disk, 0)
    platform.enqueue("d1", train_spec(tiny_base, 10), {"rows": rows})
    assert "disk is full" in failure("d1"), "not even the inputs have room"
    ballast.unlink()
    platform.enqueue("d3", train_spec(tiny_base, 4000), {"rows": rows})
    wait_for(lambda: platform.train_steps("d3"))
    fill(small_disk, 0)
    assert "last checkpoint" in failure("d3"), "it filled up while the run was going on"
    ballast.unlink()
    platform.enqueue("d4", train_spec(tiny_base, 10), {"rows": rows})
    assert platform.wait("d4")["outcome"] == "succeeded"
    assert runtime.stop() == 0


def test_too_little_space_for_the_checkpoints_is_found_before_the_first_step(
    tiny_base: Path, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MODELS_DIR", str(tiny_base.parent))
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(rows_bytes())
    fill(small_disk, 200_000)
    events: list[dict[str, Any]] = []
    context = JobContext(
        train_spec(tiny_base, 10), {"rows": rows}, small_disk, events.append, lambda: "continue"
    )
    with pytest.raises(WorkerError, match=r"0\.2 MB of disk left .* needs 0\.4 MB") as caught:
        run_train(context)
    assert caught.value.reason == "disk_full"
    assert [event["phase"] for event in events] == ["downloading"]


def test_children_get_no_secret(monkeypatch: pytest.MonkeyPatch):
    for name in ("MF_LINKS_TOKEN", "DATABASE_URL", "SOME_API_KEY", "MF_WORKER_CODE"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in child_environment().values()


def test_wallet_signatures_match_known_vectors():
    """Address of a well-known test key; digest and signature checked with viem 2.57."""
    wallet = Wallet("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
    assert wallet.address == "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    assert wallet.sign_digest(keccak256(b"hello")) == (
        "0x73eebf81a611136662d65778960c853fdcaf6eca86793ed9cabc30f2195937af"
        "78a07e601627da5b4cc80c0ab35f6894da19b4a01759d90c101d9c9dd1c6745d1b"
    )
