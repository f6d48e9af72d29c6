"""A drop as a file: whatever stands in it, it is a drop or it is refused. Nobody needs a key to put one there."""

import base64
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.drop import lock
from collectors.drop.packet import KIND, RefusedError, opened, proven
from tests.servers.drops import new_host, small

KEY = new_host()
DROP = small("laptop-7", KEY, lock.new(), "2026-11-27T02:10:00Z")
HEAD, _, REST = DROP.partition(b"\n\n")
LINES = dict(line.split(" ", 1) for line in HEAD.decode().split("\n"))


def said(**lines: str) -> bytes:
    """The drop with other lines in its head; nobody signs it anew."""
    return "".join(f"{name} {value}\n" for name, value in (LINES | lines).items()).encode() + b"\n" + REST


def judged(data: bytes) -> bool | None:
    """Whether its signature holds; None where it is no drop."""
    try:
        return proven(opened(data))
    except RefusedError:
        return None


def test_as_it_was_made() -> None:
    assert said() == DROP
    assert judged(DROP) is True


ASK = "linux.machine=0123456789abcdef"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ({"asks": ASK + ASK}, "the line “asks” of its head cannot be read"),
        ({"asks": f"{ASK} "}, "the line “asks” of its head cannot be read"),
        ({"asks": f"{ASK} {ASK[:-1]}0"}, "its head names a question twice"),
        ({"made": "0001-01-01T00:00:00Z"}, "the line “made” of its head cannot be read"),
        ({"made": "9999-12-31T23:59:59Z"}, "the line “made” of its head cannot be read"),
        ({"made": "2026-02-30T00:00:00Z"}, "its time, its key or its signature is none"),
        ({"key": f"{KIND} {'A' * 120}"}, "its time, its key or its signature is none"),
    ],
)
def test_a_head_that_says_what_none_can(lines: dict[str, str], why: str) -> None:
    with pytest.raises(RefusedError, match=f"^{re.escape(why)}$"):
        opened(said(**lines))


def test_a_key_whose_point_is_written_in_another_way_proves_nothing() -> None:
    kind, blob = LINES["key"].split()
    other = base64.b64decode(blob).replace(b"\0\0\0A\x04", b"\0\0\0A\x02")
    assert judged(said(key=f"{kind} {base64.b64encode(other).decode()}")) is False


@given(st.integers(0, len(DROP) - 1), st.binary(max_size=12), st.integers(0, 40))
def test_bytes_out_of_place(at: int, put: bytes, cut: int) -> None:
    data = DROP[:at] + put + DROP[at + cut :]
    assert judged(data) is not (data != DROP)


@given(st.permutations(list(LINES.items())), st.integers(0, len(LINES)))
def test_lines_out_of_place(lines: Sequence[tuple[str, str]], count: int) -> None:
    data = "".join(f"{name} {value}\n" for name, value in lines[:count]).encode() + b"\n" + REST
    assert judged(data) is (True if data == DROP else None)


FORMS = {
    "made": r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "key": rf"{KIND} [A-Za-z0-9+/=]{{100,200}}",
    "form": r"der|raw",
    "asks": rf"(?:{ASK}|[a-z]+\.[a-z_-]+=[0-9a-f]{{16}}| |=|\.){{1,9}}",
    "size": r"[0-9]{1,9}",
}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25)
@given(st.data())
def test_lines_of_the_right_form(name: str, data: st.DataObject) -> None:
    value = data.draw(st.from_regex(re.compile(FORMS[name], re.ASCII), fullmatch=True))
    assert judged(said(**{name: value})) is not (value != LINES[name])
