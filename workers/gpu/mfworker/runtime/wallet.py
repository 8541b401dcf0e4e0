"""The worker's own wallet: signs escrow assignments and submissions (EIP-712, secp256k1), sends nothing.

Signatures are deterministic (RFC 6979) and low-s. The key belongs to the worker alone; it is read
from the environment once and never handed to a job's process.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Any

from mfworker.runtime.keccak import keccak256

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
ASSIGNMENT_TYPE = "Assignment(bytes32 runId,address worker,uint96 rate,uint64 fence,uint64 deadline)"
SUBMISSION_TYPE = (
    "Submission(bytes32 runId,uint32 milestone,bytes32 checkpointHash,bytes32 chainHead,"
    "uint96 accrued,uint64 fence)"
)
REGISTRATION_TYPE = "WorkerRegistration(address wallet,bytes32 workerKey,bytes32 nonce,uint64 expiry)"
Point = tuple[int, int] | None


class Wallet:
    """`address` is lower-case 0x-hex."""

    def __init__(self, private_key: str) -> None:
        self._secret = int(private_key.removeprefix("0x"), 16)
        if not 0 < self._secret < N:
            raise ValueError("the wallet key is outside the curve's order")
        point = _multiply(self._secret, G)
        assert point
        public = point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")
        self.address = "0x" + keccak256(public)[-20:].hex()

    @classmethod
    def load(cls, state: Path) -> "Wallet":
        """Read `wallet.key` of a worker's state folder (mode 0600), or make one."""
        path = state / "wallet.key"
        if not path.is_file():
            state.mkdir(parents=True, exist_ok=True)
            part = path.with_name("wallet.key.part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(f"0x{secrets.randbelow(N - 1) + 1:064x}\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return cls(path.read_text().strip())

    def sign_assignment(self, assignment: dict[str, Any]) -> str:
        """Accept a run: signature over Assignment{runId, worker, rate, fence, deadline}."""
        return self._sign_struct(
            assignment,
            ASSIGNMENT_TYPE,
            _bytes32(assignment["runId"]),
            _address(assignment["worker"]),
            _uint(assignment["rate"]),
            _uint(assignment["fence"]),
            _uint(assignment["deadline"]),
        )

    def sign_submission(self, assignment: dict[str, Any], weights: str, chain_head: str, step: int) -> str:
        """Claim payment for `step` steps: accrued = min(capWei, rate * step), milestone 1."""
        accrued = min(int(assignment["capWei"]), int(assignment["rate"]) * step)
        return self._sign_struct(
            assignment,
            SUBMISSION_TYPE,
            _bytes32(assignment["runId"]),
            _uint(1),
            _bytes32(weights),
            _bytes32(chain_head),
            _uint(accrued),
            _uint(assignment["fence"]),
        )

    def sign_registration(self, challenge: dict[str, Any], worker_key: str) -> str:
        """Vouch for a worker's key: WorkerRegistration with nonce and expiry of the platform's challenge."""
        return self._sign_struct(
            challenge,
            REGISTRATION_TYPE,
            _address(self.address),
            _bytes32(worker_key),
            _bytes32(challenge["nonce"]),
            _uint(challenge["expiry"]),
        )

    def _sign_struct(self, assignment: dict[str, Any], type_text: str, *members: bytes) -> str:
        domain = keccak256(
            keccak256(DOMAIN_TYPE.encode())
            + keccak256(b"OpenTraining")
            + keccak256(b"1")
            + _uint(assignment["chainId"])
            + _address(assignment["verifyingContract"])
        )
        struct = keccak256(keccak256(type_text.encode()) + b"".join(members))
        return self.sign_digest(keccak256(b"\x19\x01" + domain + struct))

    def sign_digest(self, digest: bytes) -> str:
        """65 bytes r ‖ s ‖ v (27 or 28) as 0x-hex."""
        for k in _nonces(self._secret, digest):
            point = _multiply(k, G)
            assert point
            r = point[0] % N
            s = pow(k, -1, N) * (int.from_bytes(digest, "big") + r * self._secret) % N
            if r == 0 or s == 0:
                continue
            odd = point[1] & 1
            if s > N // 2:
                s, odd = N - s, odd ^ 1
            return "0x" + r.to_bytes(32, "big").hex() + s.to_bytes(32, "big").hex() + f"{27 + odd:02x}"
        raise AssertionError("unreachable: nonces never end")


def _nonces(secret: int, digest: bytes):
    """RFC 6979, section 3.2, with SHA-256."""
    number = (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    key, value = b"\x00" * 32, b"\x01" * 32
    for marker in (b"\x00", b"\x01"):
        key = hmac.digest(key, value + marker + secret.to_bytes(32, "big") + number, hashlib.sha256)
        value = hmac.digest(key, value, hashlib.sha256)
    while True:
        value = hmac.digest(key, value, hashlib.sha256)
        candidate = int.from_bytes(value, "big")
        if 0 < candidate < N:
            yield candidate
        key = hmac.digest(key, value + b"\x00", hashlib.sha256)
        value = hmac.digest(key, value, hashlib.sha256)


def _add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _multiply(scalar: int, point: Point) -> Point:
    result: Point = None
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _bytes32(value: str) -> bytes:
    return bytes.fromhex(value.removeprefix("0x")).rjust(32, b"\x00")


def _address(value: str) -> bytes:
    return _bytes32(value)


def _uint(value: int | str) -> bytes:
    return int(value).to_bytes(32, "big")
