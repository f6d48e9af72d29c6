"""How an ASA writes: a banner of one statement a line, and lines that begin with a colon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.platforms import PLATFORMS
from collectors.network.syntax.asa import asa


def said(text: str) -> list[tuple[int, int, str]]:
    return [(one.number, one.depth, one.text) for one in asa(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "interface x\n nameif y\n!\nssh timeout 5",
            [(1, 0, "interface x"), (2, 1, "nameif y"), (4, 0, "ssh timeout 5")],
        ),
        ("banner exec ^C\nssh timeout 5", [(1, 0, "banner exec ^C"), (2, 0, "ssh timeout 5")]),
        ("banner login\nssh timeout 5", [(1, 0, "banner login"), (2, 0, "ssh timeout 5")]),
        ("ASA Version 9.6(3)8", [(1, 0, "ASA Version 9.6(3)8")]),
        ("ASA Version 9.8(4) <context>", [(1, 0, "ASA Version 9.8(4) context")]),
        ("ASA Version 9.8(4) <system> ", [(1, 0, "ASA Version 9.8(4) system")]),
        ("ASA Version 9.8(4) interim", [(1, 0, "ASA Version 9.8(4)")]),
        (": Hardware:   FPR4K-SM-24, 228880 MB RAM, CPU Xeon", [(1, 0, ": Hardware: FPR4K-SM-24")]),
        (": Saved\n:\n: end", [(1, 0, ": Saved"), (2, 0, ":"), (3, 0, ": end")]),
    ],
)
def test_statements(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("hostname x\n: end\n", True),
        ("hostname x\n: end\n\n", True),
        ("hostname x\nend\n", False),
        ("hostname x\n:end", False),
        ("", False),
    ],
)
def test_whole(text: str, *, ended: bool) -> None:
    assert PLATFORMS["asa"].config.keep(text)["whole"] is ended


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    said(text)
