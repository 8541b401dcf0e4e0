"""What this machine is, for registration and claims; asks nvidia-smi instead of importing torch."""

import os
import platform
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mfworker.modeling.base_files import bundled_bases

HEAVY, LIGHT = ("train", "evaluate", "replay", "index", "export"), ("preview",)


def capabilities() -> dict[str, Any]:
    """Wire WorkerCapabilities."""
    gpu = _gpu()
    return {
        "device": "cuda" if gpu else "cpu",
        "deviceName": gpu[0] if gpu else processor_name(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memoryBytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "gpuMemoryBytes": gpu[1] if gpu else 0,
        "bases": cached_bases(),
        "kinds": [*LIGHT, *HEAVY],
        "methods": ["lora", *(["qlora"] if find_spec("bitsandbytes") else [])],
    }


def cached_bases() -> list[str]:
    """Ids that need no download: bundled ones and the folders of MODELS_DIR."""
    local = Path(os.environ.get("MODELS_DIR", "models"))
    return [*bundled_bases(), *sorted(p.parent.name for p in local.glob("*/config.json"))]


def free_memory_bytes() -> int:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def resident_bytes(pid: int) -> int:
    """Resident memory of a process, 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def processor_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _gpu() -> tuple[str, int] | None:
    query = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        line = subprocess.run(
            query, capture_output=True, text=True, timeout=10, check=True
        ).stdout.splitlines()[0]
        name, mebibytes = line.rsplit(",", 1)
        return name.strip(), int(mebibytes) << 20
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None
