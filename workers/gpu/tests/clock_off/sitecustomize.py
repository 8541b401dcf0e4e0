"""Put on PYTHONPATH by a test: shifts the wall clock of a whole worker and its children by CLOCK_OFFSET_S."""

import os
import time

_real, _real_ns = time.time, time.time_ns
_offset = int(os.environ["CLOCK_OFFSET_S"])
time.time = lambda: _real() + _offset
time.time_ns = lambda: _real_ns() + _offset * 10**9
