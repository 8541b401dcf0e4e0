import pytest

from mfworker.wire.canonical_json import canonical_json, sha256_of_json


def test_rfc_8785_numbers_and_keys():
    value = {
        "b": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "a": -0.0,
        "€": "ß\n",
    }
    assert canonical_json(value).decode() == (
        '{"a":0,"b":[333333333.3333333,1e+30,4.5,0.002,1e-27],"€":"ß\\n"}'
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e21, "1e+21"), (123456789012345680000.0, "123456789012345680000"), (1e-6, "0.000001"), (1e-7, "1e-7"),
     (1.0, "1"), (-1.5, "-1.5"), (5e-324, "5e-324"), (0.1, "0.1"), (100.0, "100")],
)  # fmt: skip
def test_numbers_follow_ecmascript(value: float, text: str):
    assert canonical_json(value).decode() == text


def test_hash_does_not_depend_on_key_order():
    assert sha256_of_json({"x": 1, "y": 2}) == sha256_of_json({"y": 2, "x": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, object()])
def test_values_without_json_form_are_refused(value: object):
    with pytest.raises(ValueError, match=r"JSON|no safe"):
        canonical_json(value)
