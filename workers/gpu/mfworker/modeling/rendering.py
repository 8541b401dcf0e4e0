"""Messages to token ids with the base's own chat template, and which tokens are trained.

Uses the tokenizers library and Jinja directly (no torch, no transformers), so that preview,
training, serving and attribution see the same ids at a small cost in memory.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import Tokenizer

from mfworker.wire.errors import WorkerError

Messages = list[dict[str, str]]


@dataclass(frozen=True)
class Rendered:
    """Token ids of one row; `trained[i]` says whether token i is an answer token that bears loss."""

    ids: list[int]
    trained: list[bool]
    cut_tokens: int

    @property
    def trained_count(self) -> int:
        return sum(self.trained)


class ChatRenderer:
    """The template and tokenizer of one base folder."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        config = _read_json(folder / "tokenizer_config.json")
        self.template = _read_template(folder, config)
        self._special = {
            name: _token_text(config.get(name)) for name in ("bos_token", "eos_token", "pad_token")
        }
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = lambda form: datetime(2025, 1, 1).strftime(form)
        environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
        self._compiled = environment.from_string(self.template)
        generation = _read_json(folder / "generation_config.json") | {}
        model = _read_json(folder / "config.json")
        ends = generation.get("eos_token_id", model.get("eos_token_id"))
        self.end_ids = frozenset(ends if isinstance(ends, list) else [] if ends is None else [ends])
        self.context_length = int(model.get("max_position_embeddings", 2048))
        pad = self.tokenizer.token_to_id(self._special["pad_token"] or "")
        self.pad_id = pad if pad is not None else min(self.end_ids, default=0)

    @property
    def template_hash(self) -> str:
        return hashlib.sha256(self.template.encode()).hexdigest()

    def render(self, messages: Messages, *, add_generation_prompt: bool) -> str:
        """Return the template's text. Raises WorkerError when the template refuses the roles."""
        try:
            return self._compiled.render(
                messages=messages, add_generation_prompt=add_generation_prompt, **self._special
            )
        except TemplateError as error:
            raise WorkerError(
                "dataset_invalid", f"The chat template refuses it: {error}", "bad_row"
            ) from error

    def prompt_ids(self, messages: Messages) -> list[int]:
        """Ids of a conversation that the assistant is about to continue."""
        text = self.render(messages, add_generation_prompt=True)
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def encode_row(self, messages: Messages, max_length: int) -> Rendered:
        """Tokenise one training row; every assistant turn is trained, end mark included.

        Raises WorkerError `dataset_invalid`/bad_row when the row does not end with an answer.
        """
        if not messages or messages[-1]["role"] != "assistant":
            raise WorkerError("dataset_invalid", "A row ends without an answer.", "bad_row")
        text = self.render(messages, add_generation_prompt=False)
        spans: list[tuple[int, int]] = []
        for index, message in enumerate(messages):
            if message["role"] != "assistant" or not message["content"].strip():
                continue
            start = len(self.render(messages[:index], add_generation_prompt=True))
            end = len(self.render(messages[: index + 1], add_generation_prompt=False))
            spans.append((start, end))
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        trained = [any(a <= start and end <= b for a, b in spans) for start, end in encoding.offsets]
        cut = max(0, len(encoding.ids) - max_length)
        return Rendered(encoding.ids[:max_length], trained[:max_length], cut)

    def decode(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids, skip_special_tokens=True)


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _read_template(folder: Path, config: dict[str, Any]) -> str:
    file = folder / "chat_template.jinja"
    template = file.read_text(encoding="utf-8") if file.is_file() else config.get("chat_template")
    if not isinstance(template, str) or not template:
        raise WorkerError("invalid_input", f"{folder.name} has no chat template.", "no_template")
    return template


def _token_text(value: Any) -> str | None:
    return value.get("content") if isinstance(value, dict) else value


def _raise(message: str) -> None:
    raise TemplateError(message)
