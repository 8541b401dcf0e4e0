"""Hash chain over the steps of a run, so that a claimed loss curve cannot be rewritten afterwards.

h0 = planHash, h_i = SHA-256(h_{i-1} ‖ step u32 ‖ SHA-256(record ids, one a line) ‖ loss f32 [‖ stateHash]),
big-endian. The hash of weights, optimiser and random state stands in the links of steps with a checkpoint.
"""

import hashlib
import struct
from collections.abc import Sequence


def next_head(
    head: str, step: int, record_ids: Sequence[str], loss: float, state_hash: str | None = None
) -> str:
    """Return h_i as lower-case hexadecimal digits; `head` and `state_hash` have the same form."""
    rows = hashlib.sha256("\n".join(record_ids).encode()).digest()
    link = bytes.fromhex(head) + struct.pack(">I", step) + rows + struct.pack(">f", loss)
    link += bytes.fromhex(state_hash or "")
    return hashlib.sha256(link).hexdigest()
