"""The worker's ed25519 key, made once and kept in its state folder; it signs registration and tokens."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class WorkerKey:
    """Hexadecimal public key and signatures."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = (
            key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
        )

    @classmethod
    def load(cls, state: Path) -> "WorkerKey":
        """Read `worker.key` (mode 0600) or make it."""
        path = state / "worker.key"
        if not path.is_file():
            state.mkdir(parents=True, exist_ok=True)
            raw = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
            )
            part = path.with_name("worker.key.part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return cls(Ed25519PrivateKey.from_private_bytes(path.read_bytes()))

    def sign(self, text: str) -> str:
        return self._key.sign(text.encode()).hex()
