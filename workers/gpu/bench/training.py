"""`npm run bench -- training`: 200 rows on mf-tiny with its default settings; time and both goals of one checkpoint.

Run it alone on the machine. A table for people, then one JSON line.
"""

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from planted_facts import make_facts, make_rows
from two_goals import DEFAULTS, measure, print_head, print_row, report

from mfworker.modeling.base_files import BUNDLED

# 124 facts in two wordings, 50 wordings held out, and the planted pair: 202 trained rows.
FACTS = 124


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, default=BUNDLED / "mf-tiny")
    args = parser.parse_args()
    started, clock = datetime.now(UTC), time.monotonic()
    facts = make_facts(FACTS)
    print_head()
    result = measure(args.base, facts, make_rows(facts), *DEFAULTS)
    print_row(result)
    print(json.dumps(report("training", result, [result], started, time.monotonic() - clock)))


if __name__ == "__main__":
    main()
