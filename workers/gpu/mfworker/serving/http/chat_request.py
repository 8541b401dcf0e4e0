"""Parses the body of a chat completion: known fields, their ranges, and a refusal that names the field."""

import secrets
from dataclasses import dataclass
from typing import Any

from mfworker.serving.sequence import Sampling
from mfworker.wire.errors import WorkerError

IGNORED = frozenset({"user", "metadata", "store", "service_tier", "n"})
KNOWN = frozenset(
    [
        "model",
        "messages",
        "stream",
        "stream_options",
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "top_p",
        "seed",
        "stop",
        "cache_scope",
        "deadline_ms",
        "return_token_ids",
    ]
)
MAX_MESSAGES = 256
DEFAULT_MAX_TOKENS = 256


@dataclass(frozen=True)
class ChatRequest:
    """A checked request; `max_tokens` None means as much as fits, up to 256."""

    model: str
    messages: list[dict[str, str]]
    stream: bool
    include_usage: bool
    return_token_ids: bool
    max_tokens: int | None
    temperature: float
    top_p: float
    seed: int
    stop: tuple[str, ...]
    deadline_s: float

    def sampling(self, room: int) -> Sampling:
        """Sampling for a prompt that leaves `room` tokens of context."""
        limit = self.max_tokens if self.max_tokens is not None else min(DEFAULT_MAX_TOKENS, room)
        if limit > room or limit < 1:
            raise WorkerError(
                "context_length_exceeded", f"The prompt leaves room for {max(0, room)} tokens.", "max_tokens"
            )
        return Sampling(limit, self.temperature, self.top_p, self.seed, self.stop)


def bad(field: str, detail: str) -> WorkerError:
    return WorkerError("invalid_request", detail, field)


def parse_chat_request(body: Any, default_temperature: float) -> ChatRequest:
    """Raises WorkerError `invalid_request` whose reason is the field."""
    if not isinstance(body, dict):
        raise bad("body", "The body must be a JSON object.")
    for field in body:
        if field not in KNOWN | IGNORED:
            raise bad(field, f"{field} is not supported here.")
    if body.get("n", 1) != 1:
        raise bad("n", "Only n = 1 is supported.")
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise bad("model", "model must be a string.")
    limit = body.get("max_completion_tokens", body.get("max_tokens"))
    if limit is not None and (type(limit) is not int or limit < 1):
        raise bad("max_tokens", "max_tokens must be a whole number above 0.")
    stop = body.get("stop") or []
    stop = [stop] if isinstance(stop, str) else stop
    if (
        not isinstance(stop, list)
        or len(stop) > 4
        or not all(isinstance(s, str) and 0 < len(s) <= 64 for s in stop)
    ):
        raise bad("stop", "At most 4 stop strings of 1 to 64 characters are taken.")
    options = body.get("stream_options") or {}
    seed = body.get("seed")
    if seed is not None and type(seed) is not int:
        raise bad("seed", "seed must be a whole number.")
    return ChatRequest(
        model=model,
        messages=parse_messages(body.get("messages")),
        stream=bool(body.get("stream", False)),
        include_usage=bool(options.get("include_usage", False)) if isinstance(options, dict) else False,
        return_token_ids=bool(body.get("return_token_ids", False)),
        max_tokens=limit,
        temperature=_number(body, "temperature", default_temperature, 0, 2),
        top_p=_number(body, "top_p", 1.0, 1e-6, 1),
        seed=seed if seed is not None else secrets.randbits(32),
        stop=tuple(stop),
        deadline_s=_number(body, "deadline_ms", 300_000, 1, 300_000) / 1000,
    )


def parse_messages(value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_MESSAGES:
        raise bad("messages", f"messages must be a list of 1 to {MAX_MESSAGES}.")
    for message in value:
        role, content = (
            (message.get("role"), message.get("content")) if isinstance(message, dict) else (None, None)
        )
        if role not in ("system", "user", "assistant") or not isinstance(content, str) or not content:
            raise bad("messages", "Each message needs a role (system, user, assistant) and a text.")
    return [{"role": m["role"], "content": m["content"]} for m in value]


def _number(body: dict[str, Any], field: str, default: float, low: float, high: float) -> float:
    value = body.get(field)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise bad(field, f"{field} must lie between {low} and {high}.")
    return float(value)
