"""`npm run bench -- training`: 200 rows on mf-tiny with its default settings.

Measures the time and both goals of the published checkpoint, then speed and memory beside a plain TRL
and PEFT script: same rows, batches, settings, threads and number type, in turn, each in its own process.
A table for people, then one JSON line. Run it alone on the machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
from planted_facts import make_facts, make_rows
from report import finish, goal, unmeasured
from two_goals import DEFAULTS, goals_of, measure, plan_of, print_head, print_row

from mfworker.modeling.base_files import BUNDLED

# 122 facts in two wordings of which 48 are held out, and the planted pair: 200 trained rows in full batches of 8.
FACTS = 122


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, default=BUNDLED / "mf-tiny")
    parser.add_argument("--rounds", type=int, default=3, help="comparisons with the plain script")
    args = parser.parse_args()
    facts = make_facts(FACTS)
    rows = make_rows(facts)
    print_head()
    result = measure(args.base, facts, rows, *DEFAULTS)
    print_row(result)

    job = {"base": str(args.base), "rows": rows, **plan_of(rows, *DEFAULTS), "numerics": result["numerics"]}
    rounds = compare(job, args.rounds)
    speed = statistics.median(
        sides["worker"]["tokensPerS"] / sides["plain"]["tokensPerS"] for sides in rounds
    )
    memory = statistics.median(sides["worker"]["peakBytes"] / sides["plain"]["peakBytes"] for sides in rounds)
    loss = statistics.median(sides["worker"]["loss"] / sides["plain"]["loss"] for sides in rounds)
    goals = [
        goal("training_seconds_200_rows", result["seconds"], "s", "<= 180"),
        *goals_of(result),
        goal("tokens_per_s_vs_plain_trl", round(speed, 3), "x", ">= 0.95"),
        goal("mean_loss_vs_plain_trl", round(loss, 4), "x", "<= 1.02"),
        goal("peak_memory_vs_plain_trl", round(memory, 3), "x", "<= 1.05"),
        unmeasured("mfu_8b_lora", "share", ">= 0.45", mfu_reason()),
    ]
    finish(goals, {"run": result, "rounds": rounds})


def compare(job: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Run both sides `count` times, the first of a round changing in turn, so that a busy minute hits both."""
    rounds = []
    print("round side    rows/s tokens/s  mean loss  peak MiB")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "job.json"
        file.write_text(json.dumps(job), encoding="utf-8")
        for number in range(count):
            sides: dict[str, Any] = {}
            for side in ("worker", "plain") if number % 2 == 0 else ("plain", "worker"):
                command = [
                    sys.executable,
                    str(Path(__file__).with_name("training_sides.py")),
                    side,
                    str(file),
                ]
                out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
                result = json.loads(out.splitlines()[-1])
                for unit in ("rows", "tokens"):
                    result[f"{unit}PerS"] = round(result[unit] / result["seconds"], 1)
                sides[side] = result
                print(
                    f"{number + 1:5d} {side:6} {result['rowsPerS']:7.1f} {result['tokensPerS']:8.0f}"
                    f"  {result['loss']:9.4f}  {result['peakBytes'] / 2**20:8.0f}",
                    flush=True,
                )
            rounds.append(sides)
    return rounds


def mfu_reason() -> str:
    if torch.cuda.is_available():
        return "This bench trains mf-tiny only; the 8B run is not part of it."
    return "No GPU on this machine."


if __name__ == "__main__":
    main()
