"""What our expressions may use beside JMESPath's own functions."""

import pytest

from collectors.asking.paths import search


@pytest.mark.parametrize(
    ("text", "rest"),
    [("bigquery.googleapis.com/projects/p/datasets/d", "projects/p/datasets/d"), ("none", ""), ("/", ""), ("", "")],
)
def test_what_follows_the_first_mark(text: str, rest: str) -> None:
    assert search("after(@, '/')", text) == rest
    assert search("[].{all: @, rest: after(@, '/')}", [text]) == [{"all": text, "rest": rest}]


def test_others_are_still_there() -> None:
    assert search("not_null(a, 'x')", {}) == "x"
