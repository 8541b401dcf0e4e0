"""The Check step: one example as the model sees it and counts over all rows. Never imports torch."""

from typing import Any

from mfworker.modeling.rendering import ChatRenderer
from mfworker.wire.errors import WorkerError


def preview_rows(
    rows: list[dict[str, Any]], renderer: ChatRenderer, max_length: int, position: int
) -> dict[str, Any]:
    """Return the wire preview: tokens of the row at `position`, counts over the rows that would be trained.

    Duplicates (rows that lead no cluster) are not counted. With `trainedTokens` 0 there is nothing to
    learn from; the app then names the empty column. Raises `dataset_invalid` for a row that no
    template takes.
    """
    limit = min(max_length, renderer.context_length)
    chosen = [row for row in rows if row["leader"] and row["messages"]]
    if not chosen:
        raise WorkerError("dataset_invalid", "No row has any text.", "rows")
    rendered = []
    for row in chosen:
        try:
            rendered.append(renderer.encode_row(row["messages"], limit))
        except WorkerError as error:
            raise WorkerError(
                error.code, f"Row {row['position'] + 1}: {error.detail}", error.reason
            ) from error
    trained = sum(item.trained_count for item in rendered)
    shown = next((i for i, row in enumerate(chosen) if row["position"] >= position), 0)
    lengths = sorted(len(item.ids) + item.cut_tokens for item in rendered)
    tokens = sum(len(item.ids) for item in rendered)
    return {
        "example": _pieces(renderer, rendered[shown].ids, rendered[shown].trained),
        "position": chosen[shown]["position"],
        "trainedShare": trained / tokens,
        "rows": len(chosen),
        "tokens": tokens,
        "trainedTokens": trained,
        "cutRows": sum(item.cut_tokens > 0 for item in rendered),
        "p99Length": lengths[-(-99 * len(lengths) // 100) - 1],
        "templateHash": renderer.template_hash,
    }


def _pieces(renderer: ChatRenderer, ids: list[int], trained: list[bool]) -> list[dict[str, Any]]:
    """Text of each token; the parts of a character that spans several tokens stand with its last one."""
    pieces: list[dict[str, Any]] = []
    done = ""
    for count, flag in enumerate(trained, start=1):
        text = renderer.tokenizer.decode(ids[:count], skip_special_tokens=False)
        fresh = "" if text.endswith("\ufffd") and count < len(ids) else text[len(done) :]
        done = done + fresh
        pieces.append({"text": fresh, "trained": flag})
    return pieces
