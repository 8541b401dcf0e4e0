"""`python -m mfworker …`."""

import sys

from mfworker.cli import main

if __name__ == "__main__":
    sys.exit(main())
