"""A benchmark's result in the house's form: goals by stable names, a table for people, one JSON line last."""

import json
from typing import Any

Goal = dict[str, Any]
COMPARE = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    "==": lambda value, bound: value == bound,
}


def goal(name: str, value: float, unit: str, bound: str) -> Goal:
    """One measured goal; `bound` is a comparison such as ">= 0.95"."""
    sign, number = bound.split()
    met = bool(COMPARE[sign](value, float(number)))
    return {"name": name, "value": value, "unit": unit, "goal": bound, "met": met}


def unmeasured(name: str, unit: str, bound: str, why: str) -> Goal:
    return {"name": name, "value": None, "unit": unit, "goal": bound, "met": None, "why": why}


def finish(goals: list[Goal], raw: Any) -> None:
    """Print the goals as a table and, as the last line, what `scripts/bench.mjs` completes to the report."""
    for entry in goals:
        value = "–" if entry["value"] is None else f"{entry['value']:.4g}"
        verdict = {True: "met", False: "MISSED", None: "not measured"}[entry["met"]]
        print(f"{entry['name']:28} {value:>10} {entry['unit']:10} {entry['goal']:>10}  {verdict}")
    print(json.dumps({"goals": goals, "raw": raw}))
