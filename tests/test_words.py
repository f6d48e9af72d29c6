import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.words import few, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        ("é 中 ✓ 😀", "é 中 ✓ 😀"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\tb\r\nc\0", "a\\x09b\\x0d\\x0ac\\x00"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202eabc\u2066", "\\u202eabc\\u2066"),
        ("a\u00a0b\u3000", "a\\xa0b\\u3000"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
        ("\u2028", "\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\udc80", "\\udc80"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(codec=None)))
def test_what_is_shown_is_shown(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert shown.encode().decode() == shown
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown)
    assert visible(text, lines=True).split("\n") == [visible(line) for line in text.split("\n")]


@pytest.mark.parametrize(
    ("items", "most", "said"),
    [
        ("", 3, ""),
        ("a", 3, "a"),
        ("ab", 3, "a and b"),
        ("abc", 3, "a, b and c"),
        ("abcd", 3, "a, b, c and 1 more"),
        ("abcd", 2, "a, b and 2 more"),
        ("a" * 1203, 3, "a, a, a and 1 200 more"),
    ],
)
def test_few(items: str, most: int, said: str) -> None:
    assert few(items, most) == said
