"""How a worker proves who it is: the operator's machine by a code, anybody's by a wallet's signature."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mfworker.runtime.wallet import Wallet
from mfworker.runtime.worker_key import WorkerKey

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]


class Identity(Protocol):
    """Returns the identifying part of wire RegisterWorkerBody; `ask` posts to the platform without a token."""

    def prove(self, ask: Ask, key: WorkerKey) -> dict[str, Any]: ...


@dataclass(frozen=True)
class CodeIdentity:
    """The supervisor's own machine knows its code."""

    code: str

    def prove(self, ask: Ask, key: WorkerKey) -> dict[str, Any]:
        text = f"mf-register/1\n{self.code}\n{key.public}"
        return {"kind": "code", "code": self.code, "keySig": key.sign(text)}


@dataclass(frozen=True)
class WalletIdentity:
    """A provider's wallet signs for the worker's key; `offer` is the price in OPEN wei."""

    wallet: Wallet
    offer: dict[str, str]

    def prove(self, ask: Ask, key: WorkerKey) -> dict[str, Any]:
        challenge = ask("nonce", {"wallet": self.wallet.address})
        return {
            "kind": "wallet",
            "wallet": self.wallet.address,
            "nonce": challenge["nonce"],
            "expiry": challenge["expiry"],
            "keySig": key.sign(f"mf-register/1\n{challenge['nonce']}\n{key.public}"),
            "walletSig": self.wallet.sign_registration(challenge, key.public),
            "offer": self.offer,
        }
