"""Job kind `export`: one archive with everything that a run's owner needs elsewhere."""

import json
import zipfile
from pathlib import Path

from mfworker.jobs.context import JobContext, JobResult
from mfworker.modeling.adapters.manifest import AdapterManifest
from mfworker.modeling.base_files import file_sha256, locate_base
from mfworker.storage.disk import require_space
from mfworker.training.export import export_run
from mfworker.training.rows import read_rows

DATE = (1980, 1, 1, 0, 0, 0)
# The merged model, half of it as GGUF, the archive of both, and as much as one again while it is written.
COPIES = 5


def run_export(context: JobContext) -> JobResult:
    """Inputs: `rows`, `adapter.manifest`, `adapter.weights`, and documents `doc.<name>` that travel unchanged."""
    spec = context.spec
    context.emit({"event": "phase", "phase": "exporting", "step": 0, "steps": 1})
    base = locate_base(spec["base"])
    require_space(context.folder, COPIES * sum(file.stat().st_size for file in base.glob("*.safetensors")))
    manifest = AdapterManifest.parse(context.inputs["adapter.manifest"].read_bytes())
    rows = [row for row in read_rows(context.inputs["rows"]) if row["messages"] and len(row["messages"]) > 1]
    held_out = [row for row in rows if row["split"] == "test"] or rows
    prompts = [row["messages"][:-1] for row in held_out]
    folder = context.folder / "pack"
    made = export_run(base, manifest, context.inputs["adapter.weights"], prompts, folder)
    (folder / "manifest.json").write_bytes(manifest.to_bytes())
    (folder / "parity.json").write_text(json.dumps(made.parity, indent=1), encoding="utf-8")
    for role, path in context.inputs.items():
        if role.startswith("doc."):
            (folder / role.removeprefix("doc.")).write_bytes(path.read_bytes())
    _list_hashes(folder)
    archive = pack(folder, context.folder / "pack.zip")
    result = JobResult(
        "succeeded",
        {
            "kind": "export",
            "bytes": archive.stat().st_size,
            "formats": made.formats,
            "withheld": made.withheld,
            "parity": made.parity,
        },
    )
    result.add("export.pack", archive)
    return result


def _list_hashes(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{file_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def pack(folder: Path, target: Path) -> Path:
    """A stored (not compressed) archive with fixed dates: equal files give equal bytes, and weights do not shrink."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), DATE)
            info.external_attr = 0o644 << 16
            with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as sink:
                while chunk := source.read(1 << 20):
                    sink.write(chunk)
    return target
