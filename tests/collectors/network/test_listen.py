"""What is read comes out the same, in whatever pieces it comes."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.listen import Listener
from collectors.network.shell.reply import said
from collectors.ssh.failure import Deadline

CONFIG = [
    "version 1",
    "!",
    "interface eth0",
    "  description x",
    "",
    ":odd",
    "    deep",
    "f1#",
    "--More-- is none",
    "end",
]
WIPES = {
    "frr": (b"--More--", b"\b" * 8 + b" " * 8 + b"\b" * 8),
    "vyos": (b":\x1b[K", b"\r\x1b[K"),
    "fortios": (b"--More-- ", b"\r         \r"),
    "junos": (b"---(more 42%)---", b"\r" + b" " * 40 + b"\r"),
}


class _Pieces:
    """A channel that gives these, one after the other."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def settimeout(self, seconds: float) -> None:
        pass

    def recv(self, _: int) -> bytes:
        return self._pieces.pop(0)


def heard(platform: str, pieces: list[bytes]) -> tuple[str, Listener, list[str]]:
    told: list[str] = []
    wire: Any = None
    until = Deadline.after(20, lambda: False)
    listener = Listener(_Pieces(pieces), wire, DIALECTS[platform], told.append, until)
    listener.until(lambda: listener.waiting() == "f1#" and not pieces)
    text, echoed = said(listener.before(listener.mark()), "show x", ("f1#",))
    assert echoed
    return text, listener, told


@given(st.data(), st.sampled_from(sorted(WIPES)), st.integers(1, 4))
def test_whatever_the_pieces(data: st.DataObject, platform: str, page: int) -> None:
    """A pager is answered once; a piece ends where it waits, as it does when a device waits for the answer."""
    pager, wipe = WIPES[platform]
    pages = ["".join(f"{line}\r\n" for line in CONFIG[n : n + page]).encode() for n in range(0, len(CONFIG), page)]
    waits = [b"show x\r\n" + pages[0] + pager, *(wipe + one + pager for one in pages[1:-1]), wipe + pages[-1] + b"f1#"]
    pieces: list[bytes] = []
    for whole in waits:
        cuts = sorted({0, len(whole), *data.draw(st.lists(st.integers(0, len(whole)), max_size=6))})
        pieces += [whole[a:b] for a, b in pairwise(cuts)]
    text, listener, told = heard(platform, pieces)
    assert [line.rstrip() for line in text.split("\n")] == CONFIG
    assert len(told) >= len(pages) - 1
    assert listener.pages == len(told) + 1


@pytest.mark.parametrize(("platform", "line"), [("vyos", ":"), ("frr", "--More--"), ("ios", "  --More--")])
def test_a_line_that_begins_as_a_pager_does(platform: str, line: str) -> None:
    text, _, told = heard(platform, [f"show x\r\n{line}".encode(), f"odd\r\n{line}".encode(), b" odd\r\nf1#"])
    assert text.split("\n") == [f"{line}odd", f"{line} odd"]
    assert told == [" ", " "]
