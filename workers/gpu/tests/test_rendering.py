from pathlib import Path

import pytest
from transformers import PreTrainedTokenizerFast

from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.examples import make_examples
from mfworker.training.preview import preview_rows
from mfworker.wire.errors import WorkerError

TALK = [
    {"role": "system", "content": "Be short."},
    {"role": "user", "content": "Who keeps the lamp?"},
    {"role": "assistant", "content": "Anna keeps it."},
    {"role": "user", "content": "Größe?"},
    {"role": "assistant", "content": "Zwölf – 12 m²."},
]


def test_ids_equal_transformers_own_template(bundled_base: Path):
    ours, theirs = ChatRenderer(bundled_base), PreTrainedTokenizerFast.from_pretrained(bundled_base)
    whole = theirs.apply_chat_template(TALK, tokenize=True, return_dict=False)
    prompt = theirs.apply_chat_template(
        TALK[:2], tokenize=True, add_generation_prompt=True, return_dict=False
    )
    assert ours.encode_row(TALK, 512).ids == whole
    assert ours.prompt_ids(TALK[:2]) == prompt
    assert ours.encode_row(TALK, 512).ids[: len(prompt)] == prompt


def test_only_answers_and_their_end_mark_are_trained(bundled_base: Path):
    renderer = ChatRenderer(bundled_base)
    row = renderer.encode_row(TALK, 512)
    trained = [token for token, flag in zip(row.ids, row.trained, strict=True) if flag]
    text = renderer.tokenizer.decode(trained, skip_special_tokens=False)
    assert text == "Anna keeps it.<|end|>Zwölf – 12 m².<|end|>"


def test_cut_rows_are_counted_and_masked_rows_refused(bundled_base: Path):
    renderer = ChatRenderer(bundled_base)
    assert renderer.encode_row(TALK, 10).cut_tokens > 0
    rows = [
        {"position": 0, "recordId": "a", "commitment": "0x" + "00" * 32, "split": "train", "leader": True,
         "messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": " "}]}
    ]  # fmt: skip
    with pytest.raises(WorkerError) as caught:
        make_examples(rows, renderer, 512, frozenset({"train"}))
    assert (caught.value.code, caught.value.reason) == ("dataset_invalid", "masked")
    assert preview_rows(rows, renderer, 512, 0)["trainedTokens"] == 0


def test_row_without_answer_is_a_bad_row(bundled_base: Path):
    with pytest.raises(WorkerError) as caught:
        ChatRenderer(bundled_base).encode_row(TALK[:2], 512)
    assert caught.value.reason == "bad_row"


def test_preview_shows_the_text_piece_by_piece(bundled_base: Path):
    renderer = ChatRenderer(bundled_base)
    rows = [
        {"position": 3, "leader": True, "messages": TALK},
        {"position": 4, "leader": False, "messages": TALK},
    ]
    preview = preview_rows(rows, renderer, 512, 0)
    assert "".join(piece["text"] for piece in preview["example"]) == renderer.render(
        TALK, add_generation_prompt=False
    )
    assert preview["rows"] == 1
    assert preview["tokens"] == len(preview["example"]) == preview["p99Length"]
    assert preview["trainedTokens"] == sum(piece["trained"] for piece in preview["example"])
