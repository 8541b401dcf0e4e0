"""Reads the two CC BY 4.0 sources and says which rows the model may see.

Whole sources are left out, so that later fine-tuning on them is honest: every tldr platform
but `common`, and the MedQuAD collections CancerGov, NINDS and NIHSeniorHealth.
"""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from .plain_english import question_answer_pairs

MEDQUAD_LEFT_OUT = frozenset({"CancerGov", "NINDS", "NIHSeniorHealth"})
ANSWER_CHARACTERS = 400


@dataclass(frozen=True)
class Row:
    """One question and its answer; `source` is tldr, medquad or generated."""

    source: str
    id: str
    question: str
    answer: str


def cut_at_sentence(text: str, limit: int) -> str:
    """Cut `text` to at most `limit` characters, at the last sentence end where there is one."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(". "), head.rfind("? "), head.rfind("! "))
    return head[: end + 1] if end > limit // 4 else head[: head.rfind(" ")]


def _spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace(" ?", "?").strip()


def read_sources(data_dir: Path, generated: int, seed: int) -> tuple[list[Row], dict[str, int]]:
    """Return the rows in file order and counts of what was read, cut and dropped as repeated."""
    rows: list[Row] = []
    counts = {"tldr": 0, "medquad": 0, "generated": 0, "cut": 0, "repeated": 0, "empty": 0}
    seen: set[bytes] = set()

    def add(row: Row) -> None:
        if not row.question or not row.answer:
            counts["empty"] += 1
            return
        digest = hashlib.sha256(f"{row.question}\0{row.answer}".encode()).digest()
        if digest in seen:
            counts["repeated"] += 1
            return
        seen.add(digest)
        counts[row.source] += 1
        rows.append(row)

    with (data_dir / "tldr.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["platform"] == "common":
                add(Row("tldr", item["id"], item["instruction"].strip(), item["response"].strip()))
    with (data_dir / "medquad.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["contributor"] in MEDQUAD_LEFT_OUT:
                continue
            whole = _spaces(item["answer"])
            answer = cut_at_sentence(whole, ANSWER_CHARACTERS)
            counts["cut"] += answer != whole
            add(Row("medquad", item["id"], _spaces(item["question"]), answer))
    for number, (question, answer) in enumerate(question_answer_pairs(generated, seed)):
        add(Row("generated", str(number), question, answer))
    return rows, counts


def write_seen_list(rows: list[Row], counts: dict[str, int], path: Path) -> None:
    """Write the ids of every row the model saw (no text), grouped by document, gzipped."""
    groups: dict[str, dict[str, list[str]]] = {"tldr": {}, "medquad": {}}
    for row in rows:
        if row.source in groups:
            cut = row.id.rindex("#" if row.source == "tldr" else "-")
            groups[row.source].setdefault(row.id[:cut], []).append(row.id[cut + 1 :])
    document = {
        "counts": counts,
        "sources": {
            "tldr": {"licence": "CC-BY-4.0", "platforms": ["common"], "separator": "#"},
            "medquad": {
                "licence": "CC-BY-4.0",
                "leftOut": sorted(MEDQUAD_LEFT_OUT),
                "separator": "-",
                "answerCharacters": ANSWER_CHARACTERS,
            },
        },
        "ids": groups,
    }
    body = json.dumps(document, separators=(",", ":"), sort_keys=True).encode()
    path.write_bytes(gzip.compress(body, mtime=0))
