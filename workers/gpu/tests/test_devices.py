"""What a beat says of the machine: its processor for real, cards as their driver writes them."""

from pathlib import Path

import pytest

from mfworker.runtime.devices import readings
from mfworker.wire.generated.jobs import DeviceReading

CARDS = """NVIDIA H100 80GB HBM3, 1024, 81559, 37, 41, 112.63
Tesla, old, 512, 16160, [N/A], 55, [Not Supported]
"""


def test_the_processor_is_measured():
    readings()
    sum(i * i for i in range(2_000_000))
    cpu = readings()[0]
    DeviceReading.model_validate(cpu)
    assert cpu["kind"] == "cpu" and cpu["name"]
    assert 0 < cpu["memoryUsedBytes"] < cpu["memoryTotalBytes"]
    assert 0 < cpu["utilisation"] <= 1


def test_every_card_is_read_and_what_its_driver_hides_is_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    fake = tmp_path / "nvidia-smi"
    fake.write_text(f"#!/bin/sh\ncat <<'END'\n{CARDS}END\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    first, second = readings()[1:]
    for card in (first, second):
        DeviceReading.model_validate(card)
    assert first == {
        "kind": "gpu", "name": "NVIDIA H100 80GB HBM3", "memoryUsedBytes": 1024 << 20,
        "memoryTotalBytes": 81559 << 20, "utilisation": 0.37, "temperatureC": 41.0, "powerW": 112.63,
    }  # fmt: skip
    assert second["name"] == "Tesla, old"
    assert (second["utilisation"], second["powerW"], second["temperatureC"]) == (None, None, 55.0)


def test_a_driver_that_fails_leaves_the_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    broken = tmp_path / "nvidia-smi"
    broken.write_text("#!/bin/sh\nexit 9\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert [reading["kind"] for reading in readings()] == ["cpu"]
