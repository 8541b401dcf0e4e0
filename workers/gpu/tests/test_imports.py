"""Boundaries between the packages, checked on the source, and what each process may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mfworker"
ALLOWED = {
    "wire": {"wire"},
    "storage": {"storage", "wire"},
    "modeling": {"modeling", "wire"},
    "training": {"training", "modeling", "wire"},
    "attribution": {"attribution", "modeling", "wire"},
    "serving": {"serving", "modeling", "storage", "wire"},
    "runtime": {"runtime", "storage", "wire", "modeling.base_files"},
}


@pytest.mark.parametrize("area", sorted(ALLOWED))
def test_areas_import_only_what_they_may(area: str):
    for path in (PACKAGE / area).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("mfworker."):
                target = node.module.removeprefix("mfworker.")
                ok = any(target == name or target.startswith(name + ".") for name in ALLOWED[area])
                assert ok, f"{path.relative_to(PACKAGE)} imports {node.module}"


@pytest.mark.parametrize(
    "module",
    ["mfworker.runtime.worker", "mfworker.jobs.preview", "mfworker.jobs.child", "mfworker.serving.scheduler"],
)
def test_light_processes_do_not_load_torch(module: str):
    code = f"import sys, {module}; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, check=False).returncode == 0


def test_the_engine_does_not_load_the_training_stack():
    code = "import sys, mfworker.jobs.serve; sys.exit(any(m in sys.modules for m in ('trl', 'peft', 'datasets')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, check=False).returncode == 0
