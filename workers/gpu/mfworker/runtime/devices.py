"""How busy this machine is: its processor from the system, its graphics cards from their driver's own command."""

import subprocess
from typing import Any

import psutil

from mfworker.runtime.capabilities import processor_name

FIELDS = "name,memory.used,memory.total,utilization.gpu,temperature.gpu,power.draw"
Reading = dict[str, Any]


def readings() -> list[Reading]:
    """Wire DeviceReadings, the processor first. The first call of a process cannot know its utilisation yet."""
    return [_processor(), *_cards()]


def _processor() -> Reading:
    memory = psutil.virtual_memory()
    return {
        "kind": "cpu",
        "name": processor_name()[:120],
        "memoryUsedBytes": memory.total - memory.available,
        "memoryTotalBytes": memory.total,
        "utilisation": min(1.0, psutil.cpu_percent(interval=None) / 100),
        "temperatureC": _hottest(),
        "powerW": None,
    }


def _hottest() -> float | None:
    if not hasattr(psutil, "sensors_temperatures"):
        return None
    found = [sensor.current for group in psutil.sensors_temperatures().values() for sensor in group]
    return max(found, default=None)


def _cards() -> list[Reading]:
    command = ["nvidia-smi", f"--query-gpu={FIELDS}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    cells = [[cell.strip() for cell in line.rsplit(",", 5)] for line in done.stdout.splitlines() if line.strip()]
    return [_card(*line) for line in cells if len(line) == 6]


def _card(name: str, used: str, total: str, busy: str, temperature: str, power: str) -> Reading:
    share = _number(busy)
    return {
        "kind": "gpu",
        "name": name[:120],
        "memoryUsedBytes": int(_number(used) or 0) << 20,
        "memoryTotalBytes": int(_number(total) or 0) << 20,
        "utilisation": None if share is None else min(1.0, share / 100),
        "temperatureC": _number(temperature),
        "powerW": _number(power),
    }


def _number(text: str) -> float | None:
    """A figure, or None for what a driver writes where it has none: [N/A], [Not Supported]."""
    try:
        return float(text)
    except ValueError:
        return None
