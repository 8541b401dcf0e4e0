"""Do "know my facts" and "lower held-out loss" agree on one checkpoint? Which defaults reach both?

`python bench/two_goals.py [--quick]` trains a grid on generated facts, prints a table and, as its last
line, one JSON object. Held-out rows ask for trained facts in words that were not trained.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from planted_facts import LOOK_ALIKE, PLANTED, Fact, make_facts, make_rows
from report import Goal, finish, goal

from mfworker.attribution.evidence import attribute
from mfworker.attribution.index.build import build_index, records_of
from mfworker.attribution.index.open import open_index
from mfworker.attribution.subject import Subject
from mfworker.modeling.adapters.lora import without_lora
from mfworker.modeling.base_files import BUNDLED
from mfworker.modeling.greedy import greedy_answers
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.examples import make_examples
from mfworker.training.monitor import mean_loss
from mfworker.training.order import steps_for
from mfworker.training.run import TrainingJob, TrainingOutcome, run_training
from mfworker.training.settings import Settings

# (rank, rate, epochs, early stop and keep-best): mf-tiny's defaults for "know my facts".
DEFAULTS = (Settings.rank, Settings.learning_rate, Settings.epochs, False)
GRID = [
    (16, 2e-3, 4, False), (16, 2e-3, 7, False), (16, 2e-3, 10, False), (16, 2e-3, 10, True), DEFAULTS,
    (16, 3e-3, 12, False), (16, 4e-3, 12, False), (32, 2e-3, 12, False), (16, 2e-3, 16, False),
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the defaults")
    parser.add_argument("--base", type=Path, default=BUNDLED / "mf-tiny")
    args = parser.parse_args()
    facts = make_facts(100)
    rows = make_rows(facts)
    results = []
    print_head()
    for rank, rate, epochs, best in [DEFAULTS] if args.quick else GRID:
        results.append(measure(args.base, facts, rows, rank, rate, epochs, best))
        print_row(results[-1])
    rank, rate, epochs, best = DEFAULTS
    chosen = next(
        r for r in results if (r["rank"], r["rate"], r["epochs"], r["keepBest"]) == (rank, rate, epochs, best)
    )
    finish(goals_of(chosen), {"grid": results})


def print_head() -> None:
    print("rank rate   epochs keep held-out  facts/10 wordings planted swap seconds")


def print_row(result: dict[str, Any]) -> None:
    print(
        f"{result['rank']:4d} {result['rate']:.0e} {result['epochs']:6d} "
        f"{'best' if result['keepBest'] else 'last'} {result['heldOutChange']:+8.1%} {result['facts']:6d}   "
        f"{result['wordings']:3d}/{result['wordingsOf']}   {result['plantedRank']!s:>4}  "
        f"{result['swapRank']!s:>4} {result['seconds']:6.0f}",
        flush=True,
    )


def plan_of(rows: list[dict[str, Any]], rank: int, rate: float, epochs: int, best: bool) -> dict[str, Any]:
    """The part of a plan that training reads: wire settings and the number of steps."""
    train_rows = sum(row["split"] == "train" for row in rows)
    settings = {"rank": rank, "learningRate": rate, "epochs": epochs, "earlyStop": best, "keepBest": best}
    return {"settings": settings, "steps": steps_for(train_rows, Settings.batch_size, epochs)}


def measure(
    base: Path, facts: list[Fact], rows: list[dict[str, Any]], rank: int, rate: float, epochs: int, best: bool
) -> dict[str, Any]:
    """Train once, then measure both goals and the planted record's rank on the published weights."""
    plan = plan_of(rows, rank, rate, epochs, best)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start, cpu = time.monotonic(), time.process_time()
        job = TrainingJob(base, rows, plan, "00" * 32, ["0x" + "11" * 32], folder)
        outcome = run_training(job, lambda event: None, lambda: "continue")
        seconds, cpu_seconds = time.monotonic() - start, time.process_time() - cpu
        return judge(base, facts, rows, outcome, folder) | {
            "rank": rank, "rate": rate, "epochs": epochs, "keepBest": best, "seconds": round(seconds, 1),
            "cpuSeconds": round(cpu_seconds, 1), "numerics": outcome.numerics,
        }  # fmt: skip


def judge(
    base: Path, facts: list[Fact], rows: list[dict[str, Any]], outcome: TrainingOutcome, folder: Path
) -> dict[str, Any]:
    assert outcome.manifest and outcome.weights
    renderer = ChatRenderer(base)
    subject = Subject(base, outcome.manifest)
    subject.load(outcome.weights)
    held = make_examples(rows, renderer, 256, frozenset({"test", "validation"}))
    tuned = mean_loss(subject.model, held, renderer.pad_id)
    with without_lora(subject.layers):
        bare = mean_loss(subject.model, held, renderer.pad_id)

    keys = {fact.answer: fact.key for fact in [PLANTED, LOOK_ALIKE, *facts]}
    trained = [row for row in rows if row["split"] == "train"][:10]
    asked = [row for row in rows if row["split"] != "train"]

    def right(chosen: list[dict[str, Any]]) -> int:
        prompts = [renderer.prompt_ids(row["messages"][:-1]) for row in chosen]
        answers = greedy_answers(subject.model, prompts, renderer.end_ids, renderer.pad_id, 40)
        texts = [renderer.decode(answer) for answer in answers]
        return sum(
            keys[row["messages"][-1]["content"]] in text for row, text in zip(chosen, texts, strict=True)
        )

    with without_lora(subject.layers):
        base_facts = right(trained)
    planted, swap = planted_ranks(base, rows, outcome, folder, renderer)
    return {
        "heldOutChange": tuned / bare - 1,
        "baseLoss": bare,
        "tunedLoss": tuned,
        "facts": right(trained),
        "factsBase": base_facts,
        "wordings": right(asked),
        "wordingsOf": len(asked),
        "plantedRank": planted,
        "swapRank": swap,
    }


def planted_ranks(
    base: Path, rows: list[dict[str, Any]], outcome: TrainingOutcome, folder: Path, renderer: ChatRenderer
) -> tuple[int, int]:
    """Rank of the planted fact's best row for its own answer, and when the look-alike's answer is swapped in."""
    assert outcome.manifest
    built = build_index(
        folder / "index", base, outcome.manifest, outcome.checkpoints, records_of(rows, renderer, 256),
        seed=42, max_length=256, snapshot_roots=[], run_manifest_hash="00" * 32, report=lambda *_: None,
    )  # fmt: skip
    index = open_index(built.folder, built.root)
    subject = Subject(base, outcome.manifest)
    trained = [row for row in rows if row["split"] == "train"]
    wanted = {i for i, row in enumerate(trained) if row["messages"][-1]["content"] == PLANTED.answer}
    prompt = renderer.prompt_ids([{"role": "user", "content": PLANTED.questions[0]}])
    files = [path for _, _, path in outcome.checkpoints]
    ranks = []
    for answer in (PLANTED.answer, LOOK_ALIKE.answer):
        ids = renderer.tokenizer.encode(answer, add_special_tokens=False).ids
        evidence = attribute(subject, index, files, prompt, ids)
        order = [cluster["leaderRow"] for cluster in evidence["clusters"]]
        ranks.append(1 + min(order.index(row) for row in wanted if row in order))
    return ranks[0], ranks[1]


def goals_of(result: dict[str, Any]) -> list[Goal]:
    """What one published checkpoint must reach at once: lower held-out loss, known facts, right attribution."""
    return [
        goal("held_out_loss_change", round(result["heldOutChange"], 4), "share", "<= -0.5"),
        goal("training_facts", result["facts"], "of 10", ">= 9"),
        goal("training_facts_base", result["factsBase"], "of 10", "<= 0"),
        goal("held_out_wordings", round(result["wordings"] / result["wordingsOf"], 3), "share", ">= 0.5"),
        goal("planted_rank", result["plantedRank"], "rank", "<= 1"),
        goal("swap_changes_rank", result["swapRank"], "rank", ">= 2"),
    ]


if __name__ == "__main__":
    main()
