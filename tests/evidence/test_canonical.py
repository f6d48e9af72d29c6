from enum import IntEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import canonical
from scanner.evidence.canonical import MAX_DEPTH, MAX_INT, CanonicalError, MalformedError, dumps, loads

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# The keys that are sorted differently by code point and by UTF-16 unit must come up often enough.
KEYS = TEXT | st.text(st.sampled_from("a\ue000\uffff\U00010000\U0001f600"), max_size=3)
DOCS = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


class Number(IntEnum):
    ONE = 1


def nested(depth: int, doc: Any = ()) -> Any:
    doc = doc or []
    for _ in range(depth):
        doc = [doc]
    return doc


@given(DOCS)
def test_is_rfc_8785(doc: Any) -> None:
    assert dumps(doc) == rfc8785.dumps(doc)


@given(DOCS)
def test_comes_back(doc: Any) -> None:
    assert loads(dumps(doc), "it") == doc


@pytest.mark.parametrize(
    ("doc", "text"),
    [
        ({"b": 1, "a": (True, None)}, '{"a":[true,null],"b":1}'),
        ('\x00\x1f\x7f"\\/é\u2028', '"\\u0000\\u001f\x7f\\"\\\\/é\u2028"'),
        ({"\U0001f600": 1, "\ue000": 2}, '{"\U0001f600":1,"\ue000":2}'),
        ([MAX_INT, -MAX_INT, 0], "[9007199254740991,-9007199254740991,0]"),
        ({}, "{}"),
    ],
)
def test_spelling(doc: Any, text: str) -> None:
    assert dumps(doc) == text.encode()


@pytest.mark.parametrize(
    ("doc", "why"),
    [
        (1.0, "type float"),
        ({"a": [float("nan")]}, "type float"),
        (MAX_INT + 1, "beyond 2"),
        (-MAX_INT - 1, "beyond 2"),
        ("\ud800", "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        ({"\ud800\U0001f600": 1}, "surrogate"),
        ({1: 2}, "a key of an object is a value of type int"),
        (b"x", "type bytes"),
        ({1, 2}, "type set"),
        (Number.ONE, "type Number"),
        (nested(MAX_DEPTH + 1), "deeper than 100"),
        (nested(MAX_DEPTH + 1, "text"), "deeper than 100"),
        (nested(MAX_DEPTH + 1, 7), "deeper than 100"),
        (nested(100_000), "deeper than 100"),
    ],
)
def test_no_canonical_form(doc: Any, why: str) -> None:
    with pytest.raises(CanonicalError, match=why):
        dumps(doc)


def test_the_deepest() -> None:
    for doc in (nested(MAX_DEPTH), nested(MAX_DEPTH, "text"), nested(MAX_DEPTH, 7)):
        assert loads(dumps(doc), "it") == doc


def test_an_error_holds_no_value() -> None:
    with pytest.raises(CanonicalError) as caught:
        dumps({"password": 271828.5})  # type: ignore[dict-item]  # a float is what must not be there
    assert "271828" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a":1,"a":2}', "a key is given twice"),
        (b'[{"b":{"a":1,"a":1}}]', "a key is given twice"),
        (b"1.5", "fraction or an exponent"),
        (b"1e999", "fraction or an exponent"),
        (b"-1E2", "fraction or an exponent"),
        (b"NaN", "NaN or Infinity"),
        (b"[-Infinity]", "NaN or Infinity"),
        (b"9007199254740992", "beyond 2"),
        (b"-9007199254740992", "beyond 2"),
        (b"1" * 5000, "beyond 2"),
        (b"-0", "-0 is no integer"),
        (b"01", "not JSON"),
        (b'"\xff"', "byte 1 is not UTF-8"),
        (b'"\xed\xa0\x80"', "is not UTF-8"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\uDFFF":1}', "surrogate"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"{} {}", "not JSON at line 1, column 4"),
        (b"{}\0", "not JSON"),
        (b"", "not JSON"),
        (b"{'a':1}", "not JSON"),
        (b'"a\nb"', "not JSON"),
        (b"[" * 102 + b"]" * 102, "deeper than 100"),
        (b"[" * 1_000_000, "deeper than 100"),
        (b'{"a":' * 100_000, "deeper than 100"),
    ],
)
def test_malformed(data: bytes, why: str) -> None:
    with pytest.raises(MalformedError, match=f"^entry 7: .*{why}"):
        loads(data, "entry 7")


@pytest.mark.parametrize(
    ("data", "weight"),
    [
        (b"[1,1,1]", 7 + 3 * 100),
        (b'{"a":{"b":[]}}', 14 + 2 * 200 + 3 * 100),
        ('["\U00010000aaaa"]'.encode(), 4 * 12 + 100),
    ],
)
def test_a_document_is_weighed_before_anything_is_decoded(
    monkeypatch: pytest.MonkeyPatch, data: bytes, weight: int
) -> None:
    """A comma or bracket may cost fifty times its byte, and one rare letter makes four bytes of each."""
    assert canonical.weigh(data) == weight
    monkeypatch.setattr(canonical, "MAX_WEIGHT", weight)
    assert dumps(loads(data, "it")) == data
    monkeypatch.setattr(canonical, "MAX_WEIGHT", weight - 1)
    with pytest.raises(MalformedError, match=r"^it: holds more values than fit into memory$"):
        loads(data, "it")


@given(st.binary())
def test_what_is_small_can_never_be_heavy(data: bytes) -> None:
    assert canonical.weigh(data) <= 204 * len(data)


def test_a_pair_of_escapes_is_one_letter() -> None:
    assert loads(b'"\\ud83d\\ude00"', "it") == "\U0001f600"


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        doc = loads(data, "it")
    except MalformedError:
        return
    assert loads(dumps(doc), "it") == doc
