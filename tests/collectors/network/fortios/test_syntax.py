"""FortiOS as statements: blocks within blocks, text over lines, VDOMs, whatever is odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.syntax.blocks import blocks, closed_blocks
from tests.collectors.network.fortios.configurations import HARDENED


def said(text: str) -> list[str]:
    return [f"{' ' * depth}{one}" for _, depth, one in blocks(text) if one != "unclosed"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("config a\nset x 1\nend", ["config a", " set x 1"]),
        ("config a\n  edit  1\n\tset   x  1\n  next\nend", ["config a", " edit 1", "  set x 1"]),
        ("config a\r\nedit 1\r\nset x 1\r\nend\r\nconfig b\r\n", ["config a", " edit 1", "  set x 1", "config b"]),
        ("config a\nedit 1\nconfig b\nedit 2\nset x 1\nend\nset y 2\nnext\nset z 3\nend\n", [
            *("config a", " edit 1", "  config b", "   edit 2", "    set x 1", "  set y 2", " set z 3"),
        ]),
        ("next\nend\nend\nconfig a\nnext\nset x 1\nend\nset y 2", ["config a", " set x 1", "set y 2"]),
        ('# config a\n#set x 1\nconfig b\n # "\nset y 2', ["config b", " set y 2"]),
        ('config a\nset b "one\nend\nconfig c"\nset d 1', ["config a", ' set b "one end config c"', " set d 1"]),
        ('config a\nset b "x\\" y\\\\"\nset d 1', ["config a", ' set b "x\\" y\\\\"', " set d 1"]),
        ("config a\nset b 'it \" is \\'\nset d 1", ["config a", " set b 'it \" is \\'", " set d 1"]),
        ("config a\nset b \"it's\"\nset d 1", ["config a", ' set b "it\'s"', " set d 1"]),
        ('config a\nset b ""\nset c \'\'\nset d 1', ["config a", ' set b ""', " set c ''", " set d 1"]),
        ('config a\nset b "for ever\nset d 1\nend\n', ["config a"]),  # text that never ends says nothing
        ('config a\nset b \\"\nset d 1\nend\n', ["config a", ' set b \\"', " set d 1"]),
        ("", []),
        ("#config-version=FGVMK6-6.4.4-FW-build1803-201209:opmode=1:vdom=0:user=admin\n", [
            'config-version FGVMK6-6.4.4-FW-build1803-201209 by "admin"',
        ]),
        ("#config-version=FGT61F-7.6.5-FW-build1-2:opmode=0\n", ["config-version FGT61F-7.6.5-FW-build1-2"]),
        ("FGT # show\nconfig a\nend\nFGT # ", ["FGT # show", "config a", "FGT #"]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]) -> None:
    assert said(text) == lines


VDOMS = """\
config vdom
edit root
next
edit far
next
end
config global
config system global
set admintimeout 5
end
end
config vdom
edit root
config log eventfilter
set event disable
end
config user group
edit a
set member b
next
end
end
config vdom
edit "far"
config user local
edit config
set passwd x
end
end
end
config system admin
end
"""


def test_vdoms_part_a_device_and_are_no_blocks() -> None:
    assert said(VDOMS) == [
        *("config system global", " set admintimeout 5"),
        *("config log eventfilter in vdom root", " set event disable"),
        *("config user group in vdom root", " edit a", "  set member b"),
        *("config user local in vdom far", " edit config", "  set passwd x"),
        "config system admin",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("config a\nend\nconfig b\nedit c\nset d", 3),
        ("config a\nend\nconfig vdom\nedit root\nconfig a\nend\n", 3),
        ('config a\nend\nset b "\nend\n', 3),
        ("config a\nend\n" + "config a\n" * 70 + "end\n" * 70, 67),
        ("config a\nedit b\nend\n", 0),
        ("next\nend\n", 0),
    ],
)
def test_what_was_never_closed(text: str, line: int) -> None:
    assert [one.number for one in blocks(text) if one.text == "unclosed"] == ([line] if line else [])


def test_a_statement_has_the_number_of_its_first_line() -> None:
    assert [number for number, _, _ in blocks('config a\nset b "x\ny"\n\nset c 1\nend')] == [1, 2, 5]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("config a\nset x 1\nend\n", True),
        ("config a\nset x 1\nend\n\n# the end\n", True),
        ("config a\nedit b\nset x 1\nend\n", True),  # `end` ends the entry too
        ("config a\nedit b\nset x 1\nnext\nend\n", True),
        (VDOMS, True),
        ("config a\nset x 1\n", False),
        ("config a\nedit b\nset x 1\nnext\n", False),
        ("config a\nend\nconfig b\n", False),
        ('config a\nset x "y\nend\n', False),
        ("config a\nend\nset x 1\n", False),
        ("config global\nconfig a\nend\n", False),
        ("", False),
        ("# nothing\n", False),
        ("set x 1\n", False),
        ("config a\n" * 70 + "end\n" * 70, False),  # deeper than anybody reads
    ],
)
def test_whole(text: str, *, whole: bool) -> None:
    assert closed_blocks(text) is whole


LINES = st.lists(
    st.sampled_from(["config a", "edit b", "next", "end", "set x 1", 'set y "', "'", "\\", " ", "# x", "config vdom"])
)


@given(LINES)
def test_any_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert all(0 <= depth <= 64 for _, depth, _ in blocks(text))
    closed_blocks(text)


def test_one_that_is_cut_within_a_block_is_not_whole() -> None:
    lines = HARDENED.splitlines()
    for count in range(1, len(lines)):
        assert closed_blocks("\n".join(lines[:count])) is (lines[count - 1] == "end")
