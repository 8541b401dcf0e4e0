"""Byte layout of an index's files: little-endian, fixed rows, no pickle. `rows.bin` has decoys last."""

import hashlib
import struct
from dataclasses import dataclass
from uuid import UUID

import numpy as np

CODES_HEADER = struct.Struct("<4sHHIII44x")
ROW = struct.Struct("<16s32sIIQB")
MAGIC = b"MFAC"
CODE_KINDS = {"int4": 4, "int8": 8}
FLAG_DECOY, FLAG_UNUSABLE, FLAG_WITHDRAWN = 1, 2, 4


@dataclass(frozen=True)
class IndexRow:
    """One row of `rows.bin`; `order` is the first-come order of its commitment."""

    record_id: bytes
    commitment: bytes
    contributor: int
    cluster: int
    order: int
    flags: int

    def pack(self) -> bytes:
        return ROW.pack(
            self.record_id, self.commitment, self.contributor, self.cluster, self.order, self.flags
        )

    @classmethod
    def unpack(cls, raw: bytes) -> "IndexRow":
        return cls(*ROW.unpack(raw))


def record_id_bytes(record_id: str) -> bytes:
    """16 bytes: those of a UUID, else the first half of the id's SHA-256."""
    try:
        return UUID(record_id).bytes
    except ValueError:
        return hashlib.sha256(record_id.encode()).digest()[:16]


def codes_file(stored: np.ndarray, kind: str, k: int) -> bytes:
    """Header (magic, version, type, rows, k, stride) and the rows."""
    header = CODES_HEADER.pack(MAGIC, 1, CODE_KINDS[kind], len(stored), k, stored.shape[1])
    return header + np.ascontiguousarray(stored).tobytes()


def read_codes_file(raw: bytes) -> tuple[np.ndarray, str, int]:
    """Return `(stored uint8 [rows, stride], kind, k)`. Raises ValueError for a foreign file."""
    magic, file_version, code, rows, k, stride = CODES_HEADER.unpack_from(raw)
    kinds = {number: name for name, number in CODE_KINDS.items()}
    if magic != MAGIC or file_version != 1 or code not in kinds:
        raise ValueError("codes.bin has an unknown header")
    body = np.frombuffer(raw, np.uint8, offset=CODES_HEADER.size)
    return body.reshape(rows, stride), kinds[code], k


def leaf(row: int, packed_row: bytes, scale: int, code: bytes) -> bytes:
    """Content of a Merkle leaf: row number u32 ‖ row ‖ scale u16 ‖ code."""
    return struct.pack("<I", row) + packed_row + struct.pack("<H", scale) + code
